import { dirname, join, normalize } from 'node:path';
import ts from 'typescript';
import { describe, expect, it } from 'vitest';
import { importsOf, listFiles, readText, type ImportStatement } from './source-files.ts';

/** Who may import whom. The one place where the layers are written down; ARCHITECTURE.md explains them. */
const mayImport: Readonly<Record<string, readonly string[]>> = {
  kit: [],
  oci: ['kit'],
  template: ['kit'],
  go: ['kit', 'template'],
  image: ['kit', 'oci'],
  deploy: ['kit', 'image'],
  slipway: ['kit', 'oci', 'template', 'go', 'image', 'deploy'],
};

/** Folders whose files may know Nx. Everything else works without it. */
const nxFolders = /^packages\/[^/]+\/src\/(generators|executors|inference|migrations|nx)\//;

const sources = listFiles().filter((path) => /^packages\/[^/]+\/(src|bin)\/.*\.(ts|js|mjs)$/.test(path));
const imports = sources.flatMap((file) => importsOf(file));
const packageOf = (file: string) => file.split('/')[1] ?? '';
const show = ({ file, specifier }: ImportStatement) => `${file} imports ${specifier}`;

describe('layers', () => {
  it('every package is in the table', () => {
    expect([...new Set(sources.map(packageOf))].sort()).toEqual(Object.keys(mayImport).sort());
  });

  it('a package imports only what its row allows', () => {
    const breaches = imports.filter(({ file, specifier }) => {
      const target = /^(?:@slipway\/([^/]+)|(slipway))(?:\/|$)/.exec(specifier);
      if (target === null) return false;
      const name = target[1] ?? target[2] ?? '';
      return name !== packageOf(file) && !(mayImport[packageOf(file)] ?? []).includes(name);
    });
    expect(breaches.map(show)).toEqual([]);
  });

  it('a package declares what it imports', () => {
    const breaches = imports.filter(({ file, specifier }) => {
      if (/^(\.|node:)/.test(specifier) || /\.spec(\.support)?\.ts$/.test(file)) return false;
      const name = specifier
        .split('/')
        .slice(0, specifier.startsWith('@') ? 2 : 1)
        .join('/');
      const manifest = JSON.parse(readText(`packages/${packageOf(file)}/package.json`)) as {
        name: string;
        dependencies?: Record<string, string>;
      };
      return manifest.name !== name && manifest.dependencies?.[name] === undefined;
    });
    expect(breaches.map(show)).toEqual([]);
  });

  it('no relative import leaves its package', () => {
    const breaches = imports.filter(({ file, specifier }) => {
      const target = normalize(join(dirname(file), specifier));
      return specifier.startsWith('.') && !target.startsWith(`packages/${packageOf(file)}/`);
    });
    expect(breaches.map(show)).toEqual([]);
  });

  it('only Nx-facing folders import Nx, and none its private parts', () => {
    const nx = imports.filter(({ specifier }) => /^(@nx\/|nx(\/|$))/.test(specifier));
    expect(nx.filter(({ file }) => !nxFolders.test(file)).map(show)).toEqual([]);
    expect(nx.filter(({ specifier }) => !/^@nx\/devkit(\/testing)?$/.test(specifier)).map(show)).toEqual([]);
    expect(nx.filter(({ file, specifier }) => specifier.endsWith('/testing') && !isTestCode(file)).map(show)).toEqual(
      [],
    );
  });

  it('nothing awaits at the top of a module: Nx loads plugins with require()', () => {
    expect(sources.filter((file) => !file.endsWith('.spec.ts') && hasTopLevelAwait(file))).toEqual([]);
  });

  it('no module imports itself through others', () => {
    expect(findCycles()).toEqual([]);
  });

  it('e2e sees the product as a user does: none of our sources', () => {
    const files = listFiles().filter((path) => /^e2e\/.*\.ts$/.test(path));
    const breaches = files
      .flatMap((file) => importsOf(file))
      .filter(({ file, specifier }) => {
        if (/^(@slipway\/|slipway(\/|$))/.test(specifier)) return true;
        return specifier.startsWith('.') && !normalize(join(dirname(file), specifier)).startsWith('e2e/');
      });
    expect(breaches.map(show)).toEqual([]);
  });
});

/** Specs, and the fakes that ship for authors of templates and drivers. */
function isTestCode(file: string): boolean {
  return /\.spec(\.support)?\.ts$/.test(file) || /\/testing\//.test(file);
}

function hasTopLevelAwait(file: string): boolean {
  const source = ts.createSourceFile(file, readText(file), ts.ScriptTarget.ES2023, true);
  const visit = (node: ts.Node): boolean => {
    if (ts.isFunctionLike(node) || ts.isClassLike(node)) return false;
    if (ts.isAwaitExpression(node) || (ts.isForOfStatement(node) && node.awaitModifier !== undefined)) return true;
    return ts.forEachChild(node, visit) ?? false;
  };
  return visit(source);
}

/** Cycles among modules at run time; imports of types alone are erased. */
function findCycles(): readonly string[] {
  const edges = new Map<string, readonly string[]>();
  for (const file of sources.filter((path) => path.endsWith('.ts') && !path.endsWith('.spec.ts'))) {
    const erased = ts.transpileModule(readText(file), {
      compilerOptions: { module: ts.ModuleKind.ESNext, verbatimModuleSyntax: true },
    }).outputText;
    const targets = ts.preProcessFile(erased, true, false).importedFiles.map(({ fileName }) => fileName);
    edges.set(
      file,
      targets.filter((name) => name.startsWith('.')).map((name) => normalize(join(dirname(file), name))),
    );
  }
  const done = new Set<string>();
  const cycles: string[] = [];
  const walk = (file: string, path: readonly string[]) => {
    const start = path.indexOf(file);
    if (start >= 0) cycles.push([...path.slice(start), file].join(' → '));
    if (start >= 0 || done.has(file)) return;
    for (const next of edges.get(file) ?? []) walk(next, [...path, file]);
    done.add(file);
  };
  for (const file of edges.keys()) walk(file, []);
  return cycles;
}
