import { existsSync } from 'node:fs';
import { join } from 'node:path';
import type { Bed } from '../bed.ts';
import type { Part } from '../part.ts';
import { installTool } from './checker-install.ts';
import { tools } from './checker-list.ts';
import { installSchemas, schemaFolder } from './schemas.ts';

/** Judges of generated files, pinned: prebuilt ones where they are, else from Go modules, PyPI and npm. */
export const checkers: Part = {
  name: 'checkers',
  purpose: 'linters and image tools that judge what is generated',
  needs: [],
  byDefault: true,

  status(bed) {
    const missing = tools.filter(({ name }) => !existsSync(join(bed.tools, 'bin', name))).map(({ name }) => name);
    if (!existsSync(schemaFolder(bed))) missing.push('schemas of Kubernetes');
    return Promise.resolve(
      missing.length === 0
        ? { state: 'up', detail: `${tools.map(({ name }) => name).join(' ')} in ${join(bed.tools, 'bin')}` }
        : { state: 'down', detail: `missing: ${missing.join(', ')}` },
    );
  },

  prepare: install,
  up: install,

  // Tools run only when called: there is nothing to stop.
  down: () => Promise.resolve(),
};

async function install(bed: Bed): Promise<void> {
  for (const tool of tools) {
    if (!existsSync(join(bed.tools, 'bin', tool.name))) await installTool(bed, tool);
  }
  if (!existsSync(schemaFolder(bed))) await installSchemas(bed);
}
