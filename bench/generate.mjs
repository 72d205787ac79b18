import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { compare, difference, ratio } from './harness/compare.mjs';
import { withWorkspace } from './harness/workspace.mjs';

/** What `nx g go-service` costs over generators that write nothing. */
export async function run({ rounds = 15 }) {
  return await withWorkspace(async (workspace) => {
    await installFloor(workspace);
    const generate = (generator) => ({
      prepare: () => workspace.remove('services', 'go.work'),
      run: () => workspace.measureNx(['g', generator, 'services/orders', '--no-interactive']),
    });
    const rows = await compare(
      [
        { name: 'nothing', what: 'a generator that writes nothing', ...generate('bench-floor:nothing') },
        {
          name: 'devkit',
          what: 'the same, importing @nx/devkit as generators do',
          ...generate('bench-floor:devkit'),
        },
        { name: 'go-service', what: '`nx g @slipway/go:go-service`, 29 files', ...generate('@slipway/go:go-service') },
      ],
      rounds,
    );
    const over = (what, floor, of, name) => ({
      what: `${what} over ${name}`,
      value: difference(rows, 'go-service', floor, of),
      unit: 'ms',
    });
    return {
      title: 'Generating a service',
      what: 'Whole `nx g` processes without daemon in a workspace made by `slipway new` from packed tarballs, plugins in the process.',
      rounds,
      rows,
      figures: [
        { ...over('wall clock', 'nothing', 'wall', 'a generator that writes nothing'), bar: 50 },
        { ...over('CPU', 'nothing', 'cpu', 'a generator that writes nothing'), bar: 50 },
        over('wall clock', 'devkit', 'wall', 'one that imports @nx/devkit'),
        over('CPU', 'devkit', 'cpu', 'one that imports @nx/devkit'),
        { what: 'CPU of the whole, to nothing', value: ratio(rows, 'go-service', 'nothing', 'cpu'), unit: 'ratio' },
      ],
      versions: workspace.versions,
    };
  });
}

/** A package with two generators that take the options of go-service and write nothing. */
async function installFloor(workspace) {
  const folder = 'node_modules/bench-floor';
  const entry = (name) => ({ factory: `./${name}.js`, schema: './schema.json', description: 'Writes nothing.' });
  const schema = await readFile(
    join(workspace.root, 'node_modules/@slipway/go/src/generators/go-service/schema.json'),
    'utf8',
  );
  await workspace.write({
    [`${folder}/package.json`]: JSON.stringify({
      name: 'bench-floor',
      version: '0.0.0',
      type: 'module',
      generators: './generators.json',
    }),
    [`${folder}/generators.json`]: JSON.stringify({
      generators: { nothing: entry('nothing'), devkit: entry('devkit') },
    }),
    [`${folder}/schema.json`]: schema,
    [`${folder}/nothing.js`]: 'export default function nothing() {}\n',
    [`${folder}/devkit.js`]:
      "import { readNxJson } from '@nx/devkit';\nexport default (tree) => void readNxJson(tree);\n",
  });
}
