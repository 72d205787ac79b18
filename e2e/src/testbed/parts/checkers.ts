import { existsSync } from 'node:fs';
import { join } from 'node:path';
import type { Bed } from '../bed.ts';
import type { Part } from '../part.ts';
import { link } from '../system/link.ts';
import { findExecutable } from '../system/run.ts';
import { tools } from './checker-list.ts';
import { installTool } from './checker-install.ts';
import { installSchemas, schemaFolder } from './schemas.ts';

/** Judges of generated files, pinned: prebuilt ones where they are, else from Go modules, PyPI and npm. */
export const checkers: Part = {
  name: 'checkers',
  purpose: 'linters and image tools that judge what is generated',
  needs: [],
  byDefault: true,

  status(bed) {
    const missing = tools.filter(({ name }) => !existsSync(join(bed.bin, name))).map(({ name }) => name);
    if (!existsSync(schemaFolder(bed))) missing.push('schemas of Kubernetes');
    return Promise.resolve(
      missing.length === 0
        ? { state: 'up', detail: tools.map(({ name }) => name).join(' ') }
        : { state: 'down', detail: `missing: ${missing.join(', ')}` },
    );
  },

  async up(bed) {
    const prebuilt = join(bed.prebuilt, 'checkers');
    for (const tool of tools) {
      if (existsSync(join(bed.bin, tool.name))) continue;
      const ready = findExecutable(tool.name, [join(prebuilt, 'bin')]);
      if (ready?.startsWith(prebuilt)) await link(ready, join(bed.bin, tool.name));
      else await installTool(bed, tool);
    }
    if (existsSync(schemaFolder(bed))) return;
    const schemas = join(prebuilt, 'k8s-schemas');
    if (existsSync(schemas)) await link(schemas, schemaFolder(bed));
    else await installSchemas(bed);
  },

  down: () => Promise.resolve(),

  environment: (bed: Bed) => Promise.resolve({ SLIPWAY_TESTBED_SCHEMAS: schemaFolder(bed) }),
};
