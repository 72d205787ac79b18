import { mkdir, mkdtemp, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, expect, it, vi } from 'vitest';
import { goWorkVariable } from './go-work-variable.ts';

afterEach(() => vi.unstubAllEnvs());

const off = { GOWORK: 'off' };

async function variableIn(folder: string, files: Readonly<Record<string, string>>): Promise<object> {
  const root = await mkdtemp(join(tmpdir(), 'slipway go-work-'));
  for (const [path, text] of Object.entries(files)) {
    await mkdir(dirname(join(root, path)), { recursive: true });
    await writeFile(join(root, path), text);
  }
  return goWorkVariable(join(root, folder), root);
}

const used = 'go 1.25\n\nuse (\n\t./libs/money/\n\t"./libs/old paper"\n)\n';

it.each([
  ['a module that go.work uses', 'libs/money', { 'go.work': used, 'libs/money/go.mod': '' }, {}],
  ['one with a blank in its path', 'libs/old paper', { 'go.work': used, 'libs/old paper/go.mod': '' }, {}],
  ['a folder in it', 'libs/money/cmd', { 'go.work': used, 'libs/money/go.mod': '' }, {}],
  ['a module that go.work leaves out', 'libs/clock', { 'go.work': used, 'libs/clock/go.mod': '' }, off],
  [
    'one inside of a module that it uses',
    'libs/money/tools',
    { 'go.work': used, 'libs/money/go.mod': '', 'libs/money/tools/go.mod': '' },
    off,
  ],
  [
    'a module with a go.work of its own',
    'libs/clock',
    { 'go.work': used, 'libs/clock/go.mod': '', 'libs/clock/go.work': 'use .' },
    {},
  ],
  ['a workspace without go.work', 'libs/clock', { 'libs/clock/go.mod': '' }, {}],
  ['a folder of no module', 'docs', { 'go.work': used }, {}],
])('%s', async (_, folder, files, expected) => {
  vi.stubEnv('GOWORK', undefined);
  expect(await variableIn(folder, files)).toEqual(expected);
});

it('leaves to the user what the user has set', async () => {
  vi.stubEnv('GOWORK', '/elsewhere/go.work');
  expect(await variableIn('libs/clock', { 'go.work': used, 'libs/clock/go.mod': '' })).toEqual({});
});
