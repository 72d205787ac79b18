import { posix } from 'node:path';
import type { Files } from '../../testing/make-workspace.ts';

/** A workspace to ask Go about. */
export interface RandomWorkspace {
  readonly files: Files;
  /** Where Go has to run to see all modules, and the packages it has to look at. */
  readonly runs: readonly { readonly folder: string; readonly patterns: readonly string[] }[];
}

/** Folders and paths that are easily taken for one another: prefixes, nested modules, folders that `./...` skips. */
const candidates: readonly (readonly [folder: string, path: string])[] = [
  ['.', 'a.b'],
  ['x', 'a.b/x'],
  ['x/y', 'a.b/x/y'],
  ['x-y', 'a.b/x-y'],
  ['deep/er/still', 'a.b/x/y/z'],
  ['moved', 'a.b/w'],
  ['libs/z', 'c.d/z'],
  ['libs/z/v2', 'c.d/z/v2'],
  ['services/one', 'one'],
  ['services/two/one', 'two.test/one'],
  ['x/testdata/m', 'c.d/m'],
  ['_forks/f', 'e.f/f'],
];

/** `w/only` of the module at the root lies below the path of the module in `moved`, which has no such package. */
const folders = ['.', 'p', 'p/q', 'w/only', 'internal/i', 'testdata/h', '_u/v', 'ignored/g', 'cmd/m'];

interface Module {
  readonly folder: string;
  readonly path: string;
}

interface Package {
  readonly module: Module;
  readonly folder: string;
  readonly path: string;
}

/** Makes a workspace out of random numbers from 0 to 1: the same numbers make the same one. */
export function createRandomWorkspace(random: () => number): RandomWorkspace {
  const chance = (share: number) => random() < share;
  const pick = <T>(list: readonly T[]): T => list[Math.floor(random() * list.length)] as T;
  const isWork = chance(0.6);
  const modules = chooseModules(random);
  const packages = modules.flatMap((module) =>
    folders
      .filter((folder) => folder === 'p' || chance(0.4))
      .map((folder): Package => ({ module, folder, path: folder === '.' ? module.path : `${module.path}/${folder}` })),
  );
  const importable = packages.filter(({ folder }) => !folder.startsWith('cmd'));
  const files: Record<string, string> = { 'web/project.json': '{ "name": "web" }', 'web/index.ts': '' };
  for (const [index, { module, folder }] of packages.entries()) {
    const place = posix.join(module.folder, folder);
    // Only what was made before is imported, so there is no cycle.
    const earlier = importable.filter((other) => packages.indexOf(other) < index).map(({ path }) => path);
    const anyone = pick(importable).path;
    for (const [name, text] of packageFiles(folder, earlier, anyone, chance)) files[posix.join(place, name)] = text;
    if (chance(0.15) && folder !== '.') files[posix.join(place, 'project.json')] = `{ "name": "p${index}" }`;
  }
  for (const module of modules) files[posix.join(module.folder, 'go.mod')] = goMod(module, isWork ? [] : modules);
  if (isWork) files['go.work'] = `go 1.25\n\nuse (\n${modules.map(({ folder }) => `\t./${folder}/\n`).join('')})\n`;
  const pattern = ({ folder }: Module) => (folder === '.' ? './...' : `./${folder}/...`);
  const runs = isWork
    ? [{ folder: '.', patterns: modules.map(pattern) }]
    : modules.map(({ folder }) => ({ folder, patterns: ['./...'] }));
  return { files, runs };
}

/** The files of one package; a test from outside of the package may import anyone. */
function packageFiles(
  folder: string,
  earlier: readonly string[],
  anyone: string,
  chance: (share: number) => boolean,
): readonly (readonly [name: string, text: string])[] {
  const name = folder.startsWith('cmd') ? 'main' : 'p';
  const some = (share: number) => earlier.filter(() => chance(share));
  return [
    ['a.go', source(name, [...some(0.15), ...(chance(0.3) ? ['errors'] : [])])],
    ...(chance(0.3) ? [['b.go', source(name, some(0.1))] as const] : []),
    ...(chance(0.3) ? [['a_test.go', source(name, ['testing', ...some(0.1)])] as const] : []),
    ...(chance(0.2) && name === 'p' ? [['x_test.go', source('p_test', [anyone])] as const] : []),
  ];
}

/** At least two; without go.work every one of them needs all the others as replacements. */
function chooseModules(random: () => number): readonly Module[] {
  const chosen = candidates.filter(() => random() < 0.35).map(([folder, path]): Module => ({ folder, path }));
  return chosen.length >= 2 ? chosen : chooseModules(random);
}

/** In the order of `candidates`, every second module replaces one version, the others all. */
function goMod(module: Module, others: readonly Module[]): string {
  const replaced = others.filter(({ path }) => path !== module.path);
  const lines = replaced.flatMap(({ path, folder }, index) => {
    const major = /\/v\d+$/.exec(path)?.[0].slice(1) ?? 'v0';
    const target = posix.relative(module.folder, folder);
    const local = target.startsWith('.') ? target : `./${target}`;
    return [`require ${path} ${major}.0.0`, `replace ${path} ${index % 2 === 0 ? `${major}.0.0 ` : ''}=> ${local}`];
  });
  return [`module ${module.path}`, '', 'go 1.25', 'ignore ./ignored', ...lines, ''].join('\n');
}

function source(name: string, imports: readonly string[]): string {
  return `package ${name}\n\n${imports.map((path) => `import _ "${path}"\n`).join('')}`;
}
