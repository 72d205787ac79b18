import { existsSync } from 'node:fs';
import { mkdir, mkdtemp, readFile, readdir, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { readOwnVersion } from '../cli/own-version.ts';
import { buildSlipway, runSlipway, writeTool } from '../testing/run-slipway.ts';

describe('slipway new', () => {
  let cwd: string;
  let tools: string;
  beforeAll(buildSlipway, 120_000);
  beforeEach(async () => {
    const folder = await mkdtemp(join(tmpdir(), 'slipway-new-spec-'));
    [cwd, tools] = [join(folder, 'work'), join(folder, 'tools')];
    await Promise.all([mkdir(cwd), mkdir(tools)]);
  });
  afterEach(() => rm(join(cwd, '..'), { recursive: true, force: true }));

  const readJson = async (path: string): Promise<unknown> => JSON.parse(await readFile(join(cwd, path), 'utf8'));

  it('writes a workspace with the plugins and a git repository', async () => {
    const { code, stdout, stderr } = await runSlipway(['new', 'acme', '--skip-install'], { cwd });
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    expect(stdout).toContain('cd acme\n  npm install\n');
    expect((await readdir(join(cwd, 'acme'))).sort()).toEqual([
      '.git',
      '.gitignore',
      'README.md',
      'nx.json',
      'package.json',
    ]);
    expect(await readdir(cwd)).toEqual(['acme']);
    expect(await readJson('acme/nx.json')).toMatchObject({
      plugins: ['@slipway/go', '@slipway/image', '@slipway/deploy'],
      sync: { globalGenerators: ['@slipway/go:sync'] },
    });
    const version = readOwnVersion();
    expect(await readJson('acme/package.json')).toMatchObject({
      name: 'acme',
      private: true,
      workspaces: ['templates/*'],
      devDependencies: { '@slipway/go': version, '@slipway/templates': version, slipway: version, nx: '~24.0.0' },
    });
    // Not the 0700 of a temporary folder.
    expect((await stat(join(cwd, 'acme'))).mode).toBe((await stat(cwd)).mode);
  });

  it('fills an empty folder, and makes no repository inside of one', async () => {
    await mkdir(join(cwd, 'acme'));
    await runSlipway(['new', 'outer', '--skip-install'], { cwd });
    const inner = await runSlipway(['new', 'inner', '--skip-install', '--json'], { cwd: join(cwd, 'outer') });
    expect(JSON.parse(inner.stdout)).toMatchObject({ name: 'inner', git: false, installed: false });
    expect((await runSlipway(['new', 'acme', '--skip-install'], { cwd })).code).toBe(0);
  });

  it.each([
    ['22.7.x', '~22.7.0'],
    ['23.3.2', '23.3.2'],
  ])('--nx %s asks for %s', async (wish, range) => {
    await runSlipway(['new', 'acme', '--skip-install', '--nx', wish], { cwd });
    expect(await readJson('acme/package.json')).toMatchObject({ devDependencies: { nx: range } });
  });

  it.each([
    'Acme',
    '-rf',
    '../acme',
    '/acme',
    'a b',
    'con',
    'nx',
    'ördérs',
    'acme--x',
    'a'.repeat(300),
    'node-modules',
  ])('refuses the name %s', async (name) => {
    const { code, stdout, stderr } = await runSlipway(['new', '--skip-install', '--', name], { cwd });
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
    expect(stderr.split('\n')[0]).toMatch(/\[(NAME_INVALID|OPTIONS_INVALID)\]$/);
    expect(await readdir(cwd)).toEqual([]);
  });

  it('names every problem at once', async () => {
    const { code, stderr } = await runSlipway(['new', 'Acme', '--nx', '21.0.x', '--from', 'nowhere'], { cwd });
    expect(code).toBe(2);
    for (const part of ['«Acme»', '«21.0.x»', 'nowhere', 'Nothing was written.']) expect(stderr).toContain(part);
  });

  it('names the tarballs that a folder lacks', async () => {
    const { code, stderr } = await runSlipway(['new', 'acme', '--from', '.'], { cwd });
    expect(code).toBe(2);
    expect(stderr).toContain(`slipway-go-${readOwnVersion()}.tgz`);
  });

  it('leaves a folder alone that holds something', async () => {
    await mkdir(join(cwd, 'acme'));
    await writeFile(join(cwd, 'acme/mine.txt'), 'mine');
    const { code, stdout } = await runSlipway(['new', 'acme', '--skip-install', '--json'], { cwd });
    expect(code).toBe(1);
    expect(JSON.parse(stdout)).toMatchObject({ error: { code: 'FOLDER_NOT_EMPTY' } });
    expect(await readdir(join(cwd, 'acme'))).toEqual(['mine.txt']);
  });

  it('leaves nothing behind when npm fails, and says what npm said', async () => {
    await writeTool(tools, 'npm', 'console.error("npm error code E503"); process.exit(1)');
    const { code, stderr } = await runSlipway(['new', 'acme'], { cwd, path: [tools] });
    expect(code).toBe(1);
    expect(stderr.split('\n')[0]).toBe('npm could not install the packages of the workspace. [INSTALL_FAILED]');
    expect(stderr).toContain('npm error code E503');
    expect(await readdir(cwd)).toEqual([]);
  });

  it('leaves nothing behind on Ctrl-C, and exits with 130', async () => {
    const started = join(tools, 'started');
    const script = `require('node:fs').writeFileSync(${JSON.stringify(started)}, ''); setInterval(() => {}, 1000)`;
    await writeTool(tools, 'npm', script);
    const { code, stderr } = await runSlipway(['new', 'acme'], {
      cwd,
      path: [tools],
      interruptWhen: () => existsSync(started),
    });
    expect(code).toBe(130);
    expect(stderr).toBe('Cancelled by SIGINT. [CANCELLED]\n');
    expect(await readdir(cwd)).toEqual([]);
  });
});
