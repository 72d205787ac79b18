import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { compare, difference, ratio } from './harness/compare.mjs';
import { withWorkspace } from './harness/workspace.mjs';

const modules = 300;
const packagesPerModule = 4;

/** What the project graph costs with our plugins, over the same workspace with plain project.json files. */
export async function run({ rounds = 9 }) {
  return await withWorkspace(async (workspace) => {
    await workspace.write(goWorkspace());
    const nxJson = JSON.parse(await readFile(join(workspace.root, 'nx.json'), 'utf8'));
    const use = (plugins) => writeFile(join(workspace.root, 'nx.json'), JSON.stringify({ ...nxJson, plugins }));
    const variant = (plugins, isCold) => ({
      prepare: async () => {
        await use(plugins);
        await workspace.remove('.nx');
        if (!isCold) await showProjects(workspace);
      },
      run: () => showProjects(workspace),
    });
    const ours = ['@slipway/go', '@slipway/image'];
    const rows = await compare(
      [
        { name: 'floor-cold', what: 'project.json alone, cold', ...variant([], true) },
        { name: 'go-cold', what: 'with @slipway/go, cold', ...variant(ours.slice(0, 1), true) },
        { name: 'both-cold', what: 'with @slipway/go and @slipway/image, cold', ...variant(ours, true) },
        { name: 'floor-warm', what: 'project.json alone, nothing changed', ...variant([], false) },
        { name: 'go-warm', what: 'with @slipway/go, nothing changed', ...variant(ours.slice(0, 1), false) },
        { name: 'both-warm', what: 'with @slipway/go and @slipway/image, nothing changed', ...variant(ours, false) },
      ],
      rounds,
    );
    const over = (what, name, floor) => [
      { what: `CPU ${what}, over the floor`, value: difference(rows, name, floor, 'cpu'), unit: 'ms' },
      { what: `CPU ${what}, to the floor`, value: ratio(rows, name, floor, 'cpu'), unit: 'ratio' },
    ];
    return {
      title: 'Project graph',
      what: `\`nx show projects\` without daemon, ${modules} modules in one go.work, ${modules * (2 * packagesPerModule + 1)} Go files, each module with a project.json. Cold is without \`.nx\`.`,
      rounds,
      rows,
      figures: [
        ...over('of @slipway/go, cold', 'go-cold', 'floor-cold'),
        ...over('of both plugins, cold', 'both-cold', 'floor-cold'),
        ...over('of @slipway/go, warm', 'go-warm', 'floor-warm'),
        ...over('of both plugins, warm', 'both-warm', 'floor-warm'),
      ],
      versions: workspace.versions,
    };
  });
}

async function showProjects(workspace) {
  const measured = await workspace.measureNx(['show', 'projects']);
  const shown = measured.output.split('\n').filter((line) => /^m\d+$/.test(line)).length;
  if (shown !== modules) throw new Error(`Nx shows ${shown} projects of ${modules}:\n${measured.output}`);
  return measured;
}

/** Services that import up to two modules made before them. */
function goWorkspace() {
  const numbers = Array.from({ length: modules }, (_, index) => index);
  const uses = numbers.map((number) => `\t./services/m${number}\n`).join('');
  return Object.assign({ 'go.work': `go 1.25.0\n\nuse (\n${uses})\n` }, ...numbers.map((number) => goModule(number)));
}

function goModule(number) {
  const folder = `services/m${number}`;
  const others = [number - 1, Math.floor(number / 2)].filter((other) => other >= 0 && other !== number);
  const imports = [...new Set(others)].map((other) => `\t_ "example.com/acme/m${other}/p0"\n`).join('');
  const packages = Array.from({ length: packagesPerModule }, (_, index) => [
    [`${folder}/p${index}/p.go`, `package p${index}\n\nimport (\n\t"fmt"\n${imports})\n\nvar _ = fmt.Sprint\n`],
    [`${folder}/p${index}/p_test.go`, `package p${index}\n\nimport "testing"\n\nfunc Test(t *testing.T) {}\n`],
  ]).flat();
  return Object.fromEntries([
    [`${folder}/project.json`, JSON.stringify({ name: `m${number}`, root: folder })],
    [`${folder}/go.mod`, `module example.com/acme/m${number}\n\ngo 1.25.0\n`],
    [
      `${folder}/cmd/m${number}/main.go`,
      `package main\n\nimport _ "example.com/acme/m${number}/p0"\n\nfunc main() {}\n`,
    ],
    ...packages,
  ]);
}
