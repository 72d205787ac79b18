import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { assertGolden, goldenCases } from './assert-golden.ts';
import { createWorkspace, type TestWorkspace } from '../nx/testing/create-workspace.ts';
import { renderTemplate } from './render-template.ts';

let workspace: TestWorkspace;
let template: string;
beforeEach(() => {
  workspace = createWorkspace({
    't/template.json': JSON.stringify({
      id: 't',
      version: '1.0.0',
      inputs: './schema.json',
      files: [{ glob: '*.sh', mode: '0755' }],
    }),
    't/schema.json': '{ "properties": { "port": { "type": "integer", "default": 80 } } }',
    't/files/dot-gitignore': 'dist\n',
    't/files/a.txt.ejs': 'first\nport <%= port %>\n',
    't/files/run.sh': '#!/bin/sh\n',
    't/testdata/basic.case.json': '{ "answers": { "port": 81 } }',
    't/testdata/other.case.json': '{ "directory": "apps/pay" }',
  });
  template = join(workspace.root, 't');
  vi.stubEnv('CI', '');
});
afterEach(() => {
  vi.unstubAllEnvs();
  workspace.dispose();
});

const golden = (path: string): string => join(template, 'testdata/basic', path);

describe('assertGolden', () => {
  it('writes a tree that it then agrees with', async () => {
    await assertGolden(template, 'basic', { update: true });
    expect(readFileSync(golden('a.txt'), 'utf8')).toBe('first\nport 81\n');
    expect(existsSync(golden('dot-gitignore'))).toBe(true);
    expect(existsSync(golden('template.lock.json'))).toBe(false);
    await assertGolden(template, 'basic');
  });

  it('names every difference', async () => {
    await assertGolden(template, 'basic', { update: true });
    writeFileSync(golden('extra'), '');
    workspace.write({
      't/files/a.txt.ejs': 'first\nport: <%= port %>\n',
      't/files/new': '',
      't/template.json': JSON.stringify({ id: 't', version: '1.0.0', inputs: './schema.json' }),
    });
    const error = await assertGolden(template, 'basic').catch((thrown: unknown) => thrown);
    expect(error).toMatchObject({
      code: 'TEMPLATE_GOLDEN_DIFFERS',
      details: [
        'a.txt differs from line 2\n- port 81\n+ port: 81',
        'new is rendered, but not in the golden tree',
        'run.sh is not executable, other than in the golden tree',
        'extra is in the golden tree, but not rendered',
      ],
    });
  });

  it('updates on UPDATE_GOLDEN=1, and refuses that in CI', async () => {
    vi.stubEnv('UPDATE_GOLDEN', '1');
    await assertGolden(template, 'basic');
    vi.stubEnv('CI', 'true');
    await expect(assertGolden(template, 'basic')).rejects.toMatchObject({ code: 'TEMPLATE_GOLDEN_DIFFERS' });
    vi.stubEnv('UPDATE_GOLDEN', '0');
    await assertGolden(template, 'basic');
  });

  it('fails on a case without a tree', async () => {
    await expect(assertGolden(template, 'other')).rejects.toMatchObject({ code: 'TEMPLATE_GOLDEN_DIFFERS' });
  });

  it('finds the cases', () => expect(goldenCases(template)).toEqual(['basic', 'other']));
});

describe('renderTemplate', () => {
  it('gives files, record and what is beside the project', async () => {
    const { files, lock, beside } = await renderTemplate(template, { port: 90 }, { directory: 'apps/pay' });
    expect(files.map(({ path, isExecutable }) => [path, isExecutable])).toEqual([
      ['.gitignore', false],
      ['a.txt', false],
      ['run.sh', true],
    ]);
    expect(lock.answers).toEqual({ name: 'pay', port: 90 });
    expect(beside).toEqual({});
  });

  it('refuses what the generator refuses', async () => {
    await expect(renderTemplate(template, { port: 'x' })).rejects.toMatchObject({ code: 'OPTIONS_INVALID' });
  });
});
