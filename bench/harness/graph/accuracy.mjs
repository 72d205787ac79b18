import { openGraphWorkspace } from './graph-workspace.mjs';
import { writeGoWorkspace } from './go-workspace.mjs';

const app = 'example.com/app';

/** Ways to write an import that a reader of Go files has to get right. Each is a module that may depend on `app`. */
const probes = [
  {
    name: 't1',
    what: 'an import of `example.com/app-sdk/foo`, a longer name',
    isEdge: false,
    file: `import "${app}-sdk/foo"\n`,
  },
  {
    name: 't2',
    what: 'import text in a comment and in a raw string',
    isEdge: false,
    file: `import "fmt"\n\n/*\nimport "${app}"\n*/\n\nvar text = \`\nimport "${app}"\n\`\n\nvar _ = fmt.Sprint(text)\n`,
  },
  { name: 't3', what: 'a path in backquotes', isEdge: true, file: `import \`${app}\`\n` },
  { name: 't4', what: '`import(` without a blank', isEdge: true, file: `import(\n\t"fmt"\n\t"${app}"\n)\n` },
  {
    name: 't5',
    what: 'a `)` in a comment of the block',
    isEdge: true,
    file: `import (\n\t"fmt" // the usual (one)\n\t// )\n\t"${app}"\n)\n`,
  },
  {
    name: 't6',
    what: '`//go:build windows`, on another system',
    isEdge: true,
    file: `import "${app}"\n`,
    head: `//go:build ${process.platform === 'win32' ? 'linux' : 'windows'}\n\n`,
  },
];

/** Asks each contender for the edges of the probes. A row says for each whether it is right. */
export async function judgeAccuracy({ root, installations, contenders }) {
  await writeGoWorkspace(root, { files: planProbes() });
  const workspace = openGraphWorkspace({ root, installations });
  const found = new Map();
  for (const contender of contenders) {
    await workspace.enter(contender);
    await workspace.forget();
    await workspace.show();
    found.set(contender.name, new Set((await workspace.readGraph()).edges));
  }
  await workspace.leave();
  const rows = probes.map(({ name, what, isEdge }) => [
    what,
    isEdge ? 'an edge' : 'no edge',
    ...contenders.map((contender) => {
      const hasEdge = found.get(contender.name).has(`${name} → app`);
      if (hasEdge === isEdge) return 'right';
      return hasEdge ? '**wrong edge**' : '**missed**';
    }),
  ]);
  return { head: ['import', 'correct', ...contenders.map(({ what }) => what)], rows };
}

function planProbes() {
  const names = ['app', ...probes.map(({ name }) => name)];
  return [
    ['go.work', `go 1.25.0\n\nuse (\n${names.map((name) => `\t./${name}\n`).join('')})\n`],
    ...names.flatMap((name) => [
      [`${name}/go.mod`, `module example.com/${name}\n\ngo 1.25.0\n`],
      [`${name}/project.json`, JSON.stringify({ name })],
      [`${name}/plain.go`, `package ${name}\n`],
    ]),
    ...probes.map(({ name, head = '', file }) => [`${name}/probe.go`, `${head}package ${name}\n\n${file}`]),
  ];
}
