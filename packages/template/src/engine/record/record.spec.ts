import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { engineVersion } from '../render/engine-version.ts';
import type { RenderedFile } from '../render/rendered-file.ts';
import type { Template } from '../template.ts';
import { createLock } from './create-lock.ts';
import { contentHash, gitBlobId } from './file-hashes.ts';
import { parseLock } from './parse-lock.ts';
import { renderLock } from './render-lock.ts';
import { sourceOf } from './source-of.ts';

const template: Template = {
  id: '@acme/x',
  version: '1.2.3',
  directory: '/w/templates/x',
  chain: [{ id: '@acme/x', version: '1.2.3', tree: `sha256-${'0'.repeat(64)}` }],
  inputs: { properties: { token: { 'x-secret': true } } },
  hooks: [],
  layers: [],
  rules: [],
  files: [],
  partials: new Map(),
};

function file(path: string, text: string): RenderedFile {
  return { path, bytes: Buffer.from(text), mode: '0644', policy: 'merge' };
}

const lock = createLock(
  template,
  './templates/x',
  {
    port: 80,
    name: 'orders',
    token: 'hunter2',
    directory: 'services/orders',
    cwd: 'services',
    none: undefined,
    a: { z: 1, b: [2] },
  },
  [file('b.txt', 'b\n'), file('a.txt', 'a\r\n'), file('Z.txt', '')],
);

describe('the record', () => {
  it('has sorted keys, one file per line, and no secret', () => {
    const text = renderLock(lock);
    expect(text).toMatchInlineSnapshot(`
      "{
        "lockVersion": 1,
        "template": { "id": "@acme/x", "source": "./templates/x", "version": "1.2.3" },
        "chain": [
          { "id": "@acme/x", "tree": "sha256-0000000000000000000000000000000000000000000000000000000000000000", "version": "1.2.3" }
        ],
        "engine": "ejs/7.0.2",
        "answers": {
          "a": { "b": [2], "z": 1 },
          "name": "orders",
          "port": 80
        },
        "files": {
          "Z.txt": { "blob": "sha1:e69de29bb2d1d6434b8b29ae775ad8c2e48c5391", "mode": "0644", "policy": "merge", "sha256": "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855" },
          "a.txt": { "blob": "sha1:533790e525dfeb785a02edfceeb1c7d120972c0d", "mode": "0644", "policy": "merge", "sha256": "87428fc522803d31065e7bce3cf03fe475096631e5e07bbd7a0fde60c4cf25c7" },
          "b.txt": { "blob": "sha1:61780798228d17af2d34fce4cfbdf35556832472", "mode": "0644", "policy": "merge", "sha256": "0263829989b6fd954f72baaf2fc64bc2e2f01d692d4de72986ea808f6e99813f" }
        }
      }
      "
    `);
    expect(text).not.toContain('hunter2');
  });

  it('is read back', async () => {
    expect(await parseLock(renderLock(lock), 'x')).toEqual(lock);
  });

  it('has the same text whatever the order of answers and files', () => {
    const shuffled = {
      ...lock,
      answers: Object.fromEntries(Object.entries(lock.answers).toReversed()),
      files: Object.fromEntries(Object.entries(lock.files).toReversed()),
    };
    expect(renderLock(shuffled)).toBe(renderLock(lock));
  });

  it('names the engine this package depends on', () => {
    const manifest = readFileSync(new URL('../../../package.json', import.meta.url), 'utf8');
    expect(manifest).toContain(`"ejs": "${engineVersion.slice('ejs/'.length)}"`);
  });
});

describe('hashes', () => {
  it('do not change with line ends, but for binaries', () => {
    expect(contentHash(Buffer.from('a\r\nb\r\n'))).toBe(contentHash(Buffer.from('a\nb\n')));
    expect(contentHash(Buffer.from('\0\r\n'))).not.toBe(contentHash(Buffer.from('\0\n')));
  });

  it.each(['', 'a\n', 'a\r\n', 'é'])('of %j is the id git gives', (text) => {
    const id = execFileSync('git', ['hash-object', '--no-filters', '--stdin'], { input: text, encoding: 'utf8' });
    expect(gitBlobId(Buffer.from(text))).toBe(`sha1:${id.trim()}`);
  });
});

describe('parseLock refuses', () => {
  const change = (part: Readonly<Record<string, unknown>>): string => JSON.stringify({ ...lock, ...part });
  const entry = lock.files['a.txt'];

  it.each([
    ['text that is not JSON', '{', 'It is not JSON'],
    ['every way of being cut short', renderLock(lock).slice(0, -20), 'It is not JSON'],
    ['a newer version', change({ lockVersion: 2 }), 'version 2; this version of @slipway/template reads version 1'],
    ['null', 'null', 'lock is null, not an object'],
    ['a missing field', change({ engine: undefined }), 'lock.engine is missing'],
    ['a path out of the project', change({ files: { '../x': entry } }), 'lock.files names "../x"'],
    ['an absolute path', change({ files: { '/etc/passwd': entry } }), 'lock.files names "/etc/passwd": it is absolute'],
    ['a hash that is none', change({ files: { a: { ...entry, sha256: 'x' } } }), 'does not fit 64 hex digits'],
    [
      'an unknown policy',
      change({ files: { a: { ...entry, policy: 'x' } } }),
      'lock.files.a.policy is "x", not one of',
    ],
  ])('%s', async (_what, text, problem) => {
    await expect(parseLock(text, 'services/x/template.lock.json')).rejects.toMatchObject({
      code: 'TEMPLATE_LOCK_INVALID',
      message: expect.stringContaining(problem),
    });
  });

  it('nothing that a later version adds', async () => {
    expect(await parseLock(change({ pending: null }), 'x')).toMatchObject({ engine: lock.engine });
  });
});

it.each([
  ['/w/templates/acme', './templates/acme'],
  ['/elsewhere/acme', './../elsewhere/acme'],
])('a template in %s is recorded as %s', (directory, source) => expect(sourceOf(directory, '/w')).toBe(source));
