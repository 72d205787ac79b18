import { describe, expect, it } from 'vitest';
import { listFiles, readText } from './source-files.ts';

const files = listFiles();
const code = files.filter((path) => /\.(ts|mts|mjs|js)$/.test(path) && !/(^|\/)(fixtures|testdata)\//.test(path));
const lineCount = (path: string) => readText(path).split('\n').length - 1;
const tooLong = (paths: readonly string[], limit: number) =>
  paths.filter((path) => lineCount(path) > limit).map((path) => `${path}: ${lineCount(path)}`);
const manifests = files.filter((path) => /^(packages\/[^/]+|templates)\/package\.json$/.test(path));

describe('tidy', () => {
  it('a source file has at most 250 lines, a spec 500', () => {
    expect(
      tooLong(
        code.filter((path) => !path.endsWith('.spec.ts')),
        250,
      ),
    ).toEqual([]);
    expect(
      tooLong(
        code.filter((path) => path.endsWith('.spec.ts')),
        500,
      ),
    ).toEqual([]);
  });

  it('files are named for what they hold', () => {
    expect(code.filter((path) => /(^|\/)(utils?|helpers?|common|misc|shared)(\/|\.|-)/.test(path))).toEqual([]);
    expect(code.filter((path) => !/(^|\/)[a-z0-9][a-z0-9.-]*\.(ts|mts|mjs|js)$/.test(path))).toEqual([]);
  });

  it('nothing is skipped, focused, unfinished, or run in a shell', () => {
    const faults = code.filter((path) => path !== 'tools/tidy.spec.ts').flatMap((path) => faultsOf(path));
    expect(faults).toEqual([]);
  });

  it('a published package has a README, a licence, and no install script', () => {
    for (const path of manifests) {
      const { private: isPrivate = false, license, scripts = {}, name } = JSON.parse(readText(path)) as Manifest;
      if (isPrivate) continue;
      expect(files, `README of ${name}`).toContain(path.replace('package.json', 'README.md'));
      expect(license, name).toBe('MIT');
      expect(
        Object.keys(scripts).filter((script) => /install|prepare|postpack/.test(script)),
        name,
      ).toEqual([]);
    }
  });

  it('one version everywhere, and every dependency but the devkit is pinned', () => {
    const versions = new Set(manifests.map((path) => (JSON.parse(readText(path)) as Manifest).version));
    expect([...versions]).toHaveLength(1);
    const loose = manifests.flatMap((path) => {
      const { dependencies = {} } = JSON.parse(readText(path)) as Manifest;
      return Object.entries(dependencies)
        .filter(([name, range]) => name !== '@nx/devkit' && !/^\d+\.\d+\.\d+$/.test(range))
        .map(([name, range]) => `${path}: ${name} ${range}`);
    });
    expect(loose).toEqual([]);
  });

  it('every factory, executor and schema that a manifest names has a source', () => {
    const missing = files
      .filter((path) => /^packages\/[^/]+\/(generators|executors|migrations)\.json$/.test(path))
      .flatMap((path) => {
        const folder = path.slice(0, path.lastIndexOf('/'));
        const { generators = {}, executors = {} } = JSON.parse(readText(path)) as EntryPoints;
        const named = [...Object.values(generators), ...Object.values(executors)].flatMap(
          ({ factory, implementation, schema }) => [factory, implementation, schema],
        );
        return named
          .filter((target) => target !== undefined)
          .map((target) => toSource(folder, target))
          .filter((source) => !files.includes(source));
      });
    expect(missing).toEqual([]);
  });

  it('templates hold no file that npm or git would swallow', () => {
    const stray = files.filter((path) => /^templates\/[^/]+\/(files|layers|partials)\/(.*\/)?\./.test(path));
    expect(stray).toEqual([]);
  });

  it('templates print through the strict tag only', () => {
    const templates = files.filter((path) => path.startsWith('templates/') && path.endsWith('.ejs'));
    expect(templates.filter((path) => readText(path).includes('<%-'))).toEqual([]);
    expect(templates.length).toBeGreaterThan(0);
  });
});

interface Manifest {
  readonly name: string;
  readonly version: string;
  readonly private?: boolean;
  readonly license?: string;
  readonly scripts?: Record<string, string>;
  readonly dependencies?: Record<string, string>;
}

interface EntryPoints {
  readonly generators?: Record<string, Entry>;
  readonly executors?: Record<string, Entry>;
}

interface Entry {
  readonly factory?: string;
  readonly implementation?: string;
  readonly schema?: string;
}

/** `./dist/x/y` and `./dist/x/y.js` are built from `src/x/y.ts`; other files are themselves. */
function toSource(folder: string, target: string): string {
  const path = `${folder}/${target.replace(/^\.\//, '').replace(/#.*$/, '')}`;
  return path.endsWith('.json') ? path : `${path.replace('/dist/', '/src/').replace(/\.js$/, '')}.ts`;
}

const patterns: readonly (readonly [string, RegExp])[] = [
  ['a skipped or focused test', /\b(it|test|describe)\.(only|skip|todo)\(|\b(xit|fit)\(/],
  ['unfinished by its own words', /\bTODO\b|\bFIXME\b|\bXXX\b|throw new Error\('not implemented/],
  ['a shell', /shell: true|\bexecSync\(|\bexec\(`|\bspawn\(`/],
  [
    'a host of a registry, or a path of one machine',
    /registry\.npmjs|proxy\.golang|pypi\.org|deb\.debian|\/root\/|\/work\//,
  ],
];

function faultsOf(path: string): readonly string[] {
  const text = readText(path);
  return patterns.filter(([, pattern]) => pattern.test(text)).map(([what]) => `${path}: ${what}`);
}
