import { access, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { compare, difference, ratio } from './harness/compare.mjs';
import { withWorkspace } from './harness/workspace.mjs';

/** What `docker-build` costs when it runs, and when Nx has its result. */
export async function run({ rounds = 11 }) {
  return await withWorkspace(async (workspace) => {
    await workspace.measureNx(['g', '@slipway/go:go-service', 'services/orders', '--no-interactive']);
    await workspace.write({ 'floor/project.json': JSON.stringify(floorProject) });
    const nx = (target, ...args) => workspace.measureNx(['run', target, ...args]);
    for (const primed of ['floor:nothing', target]) await nx(primed);
    const fromCache = async (run) => {
      const measured = await run;
      if (/local cache|existing outputs match/.test(measured.output)) return measured;
      throw new Error(`Nx did not answer from its cache:\n${measured.output}`);
    };
    const image = join(workspace.root, 'dist/services/orders');
    const rows = await compare(
      [
        { name: 'floor', what: 'a cached target that does nothing', run: () => fromCache(nx('floor:nothing')) },
        {
          name: 'built',
          what: 'docker-build, Nx cache skipped, Go cache warm',
          run: () => nx(target, '--skip-nx-cache'),
        },
        { name: 'unchanged', what: 'docker-build, nothing changed', run: () => fromCache(nx(target)) },
        {
          name: 'restored',
          what: 'docker-build after `rm -rf dist`, restored',
          prepare: () => workspace.remove('dist'),
          run: async () => {
            const measured = await fromCache(nx(target));
            await readImage(image);
            return measured;
          },
        },
      ],
      rounds,
    );
    const over = (name, of) => ({ value: difference(rows, name, 'floor', of), unit: 'ms' });
    return {
      title: 'Nx cache of docker-build',
      what: 'A generated service, driver go. The floor is what Nx itself takes to answer from its cache.',
      rounds,
      rows,
      figures: [
        { what: 'CPU of an unchanged docker-build over the floor', ...over('unchanged', 'cpu') },
        { what: 'CPU of restoring the layout over the floor', ...over('restored', 'cpu') },
        { what: 'wall clock of restoring the layout over the floor', ...over('restored', 'wall') },
        { what: 'CPU of restoring, to building again', value: ratio(rows, 'restored', 'built', 'cpu'), unit: 'ratio' },
      ],
      versions: workspace.versions,
    };
  });
}

const target = 'orders:docker-build';

const floorProject = {
  name: 'floor',
  targets: { nothing: { command: 'node -e 0', cache: true, inputs: ['{projectRoot}/project.json'] } },
};

/** The record, and the manifest that it names: both have to be back. */
async function readImage(folder) {
  const { digest } = JSON.parse(await readFile(join(folder, 'image.json'), 'utf8'));
  await access(join(folder, 'oci/blobs', digest.replace(':', '/')));
}
