import {
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  statSync,
  truncateSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { dirname, join } from 'node:path';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { describe, expect, it, onTestFinished } from 'vitest';
import { makeWorkspace, writeFiles, type Files } from '../testing/make-workspace.ts';
import { findDependencies } from './create-dependencies.ts';
import { createDiskReader, type DiskReader } from './disk-reader.ts';
import { edgeContextOf, edgesOf } from './testing/edges-of.ts';

const cacheFile = '.nx/workspace-data/slipway/go-imports.json';

const files: Files = {
  'app/go.mod': 'module a.b/app\n',
  'app/a.go': 'package app\n\nimport (\n\t"fmt"\n\t"a.b/lib"\n)\n',
  'app/b.go': 'package app\n\nimport "a.b/other/deep"\n',
  'lib/go.mod': 'module a.b/lib\n',
  'lib/l.go': 'package lib\n',
  'other/go.mod': 'module a.b/other\n',
  'other/deep/o.go': 'package deep\n',
};
const edges = ['app -> lib (app/a.go)', 'app -> other (app/b.go)'];

/** A reader that notes which files are looked into for their imports. */
function countingReader(root: string): { readonly reader: DiskReader; readonly reads: string[] } {
  const reader = createDiskReader(root);
  const reads: string[] = [];
  return {
    reads,
    reader: {
      ...reader,
      readStart(file, length) {
        reads.push(file);
        return reader.readStart(file, length);
      },
    },
  };
}

async function prepare(): Promise<{ readonly root: string; readonly cache: string }> {
  const root = await makeWorkspace(onTestFinished, files);
  return { root, cache: join(root, cacheFile) };
}

describe('the cache of imports', () => {
  it('has only those files read whose content is new', async () => {
    const { root } = await prepare();
    const readIn = (current: Files): readonly string[] => {
      const { reader, reads } = countingReader(root);
      edgesOf(root, current, reader);
      return reads.sort();
    };
    expect(readIn(files)).toEqual(['app/a.go', 'app/b.go', 'lib/l.go', 'other/deep/o.go']);
    expect(readIn(files)).toEqual([]);
    const changed = { ...files, 'lib/l.go': 'package lib // changed\n', 'lib/copy.go': files['app/b.go'] ?? '' };
    await writeFiles(root, changed);
    // The copy has content that is known from elsewhere.
    expect(readIn(changed)).toEqual(['lib/l.go']);
    // What is gone is forgotten, so it is read again when it comes back.
    expect(readIn(files)).toEqual(['lib/l.go']);
  });

  it('remembers nothing of a file that is gone when it is to be read, and comes back as it was', async () => {
    const { root } = await prepare();
    const moved = join(root, 'app/b.go');
    renameSync(moved, `${moved}~`);
    expect(edgesOf(root, files)).toEqual(['app -> lib (app/a.go)']);
    renameSync(`${moved}~`, moved);
    expect(edgesOf(root, files)).toEqual(edges);
  });

  it('gives the edges of a cold run whichever byte of it is changed', async () => {
    const { root, cache } = await prepare();
    expect(edgesOf(root, files)).toEqual(edges);
    const whole = readFileSync(cache);
    for (let at = 0; at < whole.length; at++) {
      const damaged = Buffer.from(whole);
      damaged[at] = (damaged[at] ?? 0) ^ (1 << (at % 8));
      writeFileSync(cache, damaged);
      expect(edgesOf(root, files), `byte ${at}`).toEqual(edges);
      expect(readFileSync(cache).equals(whole), `byte ${at}`).toBe(true);
    }
  });

  it('gives the edges of a cold run wherever it ends', async () => {
    const { root, cache } = await prepare();
    edgesOf(root, files);
    const whole = readFileSync(cache);
    for (let length = 0; length < whole.length; length++) {
      truncateSync(cache, length);
      expect(edgesOf(root, files), `${length} bytes`).toEqual(edges);
      expect(readFileSync(cache).equals(whole), `${length} bytes`).toBe(true);
    }
  });

  it.each([
    ['nothing', (cache: string) => writeFileSync(cache, '')],
    ['another text', (cache: string) => writeFileSync(cache, '{"version":2,"imports":[],"files":{}}')],
    ['a folder', (cache: string) => mkdirSync(cache)],
  ])('is none where its file is %s', async (_, spoil) => {
    const { root, cache } = await prepare();
    mkdirSync(dirname(cache), { recursive: true });
    spoil(cache);
    expect(edgesOf(root, files)).toEqual(edges);
    expect(readdirSync(dirname(cache))).toEqual(['go-imports.json']);
  });

  it('removes what a killed process left, and leaves alone what another is writing', async () => {
    const { root, cache } = await prepare();
    await writeFiles(root, { [`${cacheFile}.old.tmp`]: '', [`${cacheFile}.new.tmp`]: '' });
    utimesSync(`${cache}.old.tmp`, 0, 0);
    edgesOf(root, files);
    expect(readdirSync(dirname(cache)).sort()).toEqual(['go-imports.json', 'go-imports.json.new.tmp']);
  });

  it('grows neither in memory nor on disk in ten thousand edits', { timeout: 600_000 }, async () => {
    const { root, cache } = await prepare();
    setFlagsFromString('--expose-gc');
    const collect = runInNewContext('gc') as () => void;
    const context = edgeContextOf(root, files);
    const ofLib = (context.fileMap.projectFileMap['lib'] ?? []).filter(({ file }) => file !== 'lib/l.go');
    const edit = (number: number) => {
      writeFileSync(join(root, 'lib/l.go'), `package lib\n\nimport "x.y/p${number}"\n`);
      const lib = [...ofLib, { file: 'lib/l.go', hash: `edit ${number}` }];
      const fileMap = { ...context.fileMap, projectFileMap: { ...context.fileMap.projectFileMap, lib } };
      expect(findDependencies({ ...context, fileMap }, createDiskReader(root))).toHaveLength(2);
    };
    const measure = () => {
      collect();
      return { heap: process.memoryUsage().heapUsed, file: statSync(cache).size };
    };
    for (let number = 0; number < 1000; number++) edit(number);
    const before = measure();
    for (let number = 1000; number < 10_000; number++) edit(number);
    const after = measure();
    // What a leak of one import per edit would take at least.
    expect(after.heap - before.heap).toBeLessThan(9000 * 200);
    expect(after.file - before.file).toBeLessThan(100);
  });
});
