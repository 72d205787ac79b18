import { mkdirSync, mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { createMemoryBuildDriver } from '../testing/memory-driver.ts';
import { readDriverOptions } from './driver-options.ts';
import { findDriver } from './find-driver.ts';

const builtIn = createMemoryBuildDriver('go');
const valid = (name: string) =>
  `export default { apiVersion: 1, kind: 'build', name: '${name}', optionsSchema: {}, inspect() {}, build() {} }`;

function createWorkspace(files: Readonly<Record<string, string>>): string {
  const root = mkdtempSync(join(tmpdir(), 'slipway-spec-'));
  for (const [path, text] of Object.entries({ 'package.json': '{}', ...files })) {
    mkdirSync(dirname(join(root, path)), { recursive: true });
    writeFileSync(join(root, path), text);
  }
  return root;
}

const find = (name: string, files: Readonly<Record<string, string>> = {}) =>
  findDriver({
    kind: 'build',
    name,
    workspaceRoot: createWorkspace(files),
    builtIns: { go: () => Promise.resolve(builtIn), buildx: () => Promise.resolve(builtIn) },
  });

describe('findDriver', () => {
  it('finds a file of the workspace, a built-in name, and a package', async () => {
    expect(await find('go')).toBe(builtIn);
    expect((await find('./tools/depot.mjs', { 'tools/depot.mjs': valid('depot') })).name).toBe('depot');
    const files = {
      'node_modules/@acme/depot/package.json': '{"type":"module","exports":"./d.js"}',
      'node_modules/@acme/depot/d.js': valid('acme'),
    };
    expect((await find('@acme/depot', files)).name).toBe('acme');
  });

  it('a built-in name wins over a package', async () => {
    const files = {
      'node_modules/go/package.json': '{"type":"module","exports":"./d.js"}',
      'node_modules/go/d.js': valid('stranger'),
    };
    expect(await find('go', files)).toBe(builtIn);
  });

  it.each([
    ['bulidx', 'Did you mean "buildx"?'],
    ['kaniko', 'npm install --save-dev kaniko'],
    ['fs', 'give a path'],
    ['-rf', 'give a path'],
    ['a b', 'give a path'],
    ['constructor', 'give a path'],
    ['', 'give a path'],
  ])('does not know %j, and lists what it knows', async (name, hint) => {
    await expect(find(name)).rejects.toMatchObject({
      code: 'DRIVER_UNKNOWN',
      hint: expect.stringContaining(hint),
      message: expect.stringContaining('Built in: buildx, go.'),
    });
  });

  it('takes a path in a folder whose name begins with two dots', async () => {
    expect((await find('./..drivers/d.mjs', { '..drivers/d.mjs': valid('dots') })).name).toBe('dots');
  });

  it.each(['../depot.mjs', './a/../../depot.mjs', '/etc/passwd'])('refuses the path %s', async (name) => {
    await expect(find(name)).rejects.toMatchObject({ code: 'PATH_OUTSIDE_WORKSPACE' });
  });

  it.each([
    ['export const x = 1', 'default export'],
    [`export default { apiVersion: 2, kind: 'store', name: '' }`, 'apiVersion is 2'],
    [`throw new Error('at import')`, 'at import'],
    [`import 'no-such-package-here'`, 'no-such-package-here'],
  ])('says what is wrong with %s', async (text, why) => {
    await expect(find('./d.mjs', { 'd.mjs': text })).rejects.toMatchObject({
      code: 'DRIVER_INVALID',
      message: expect.stringContaining(why),
    });
  });

  it('names all that a driver lacks', async () => {
    await expect(find('./d.mjs', { 'd.mjs': `export default { kind: 'store' }` })).rejects.toMatchObject({
      details: { length: 6 },
    });
  });
});

describe('readDriverOptions', () => {
  const driver = {
    kind: 'build',
    name: 'x',
    optionsSchema: {
      type: 'object',
      additionalProperties: false,
      properties: { builder: { type: 'string', default: 'd' } },
    },
  } as const;

  it('fills in defaults', async () => {
    expect(await readDriverOptions(driver)).toEqual({ builder: 'd' });
  });

  it('refuses a typo, and explains the spread marker of newer Nx', async () => {
    await expect(readDriverOptions(driver, { bulider: 'x' })).rejects.toMatchObject({
      code: 'DRIVER_OPTIONS_INVALID',
      details: ['driverOptions.bulider is not an option; did you mean "builder"?'],
      hint: 'Known options: builder.',
    });
    await expect(readDriverOptions(driver, { '...': true })).rejects.toMatchObject({
      hint: expect.stringContaining('Nx 23'),
    });
  });
});
