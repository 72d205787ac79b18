import { execFileSync, spawn, spawnSync } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from 'vitest';
import { makeWorkspace, type Files } from '../testing/make-workspace.ts';
import { compilePlugin } from './graph-process.spec.support.ts';
import { edgeContextOf } from './testing/edges-of.ts';

const folder = mkdtempSync(join(tmpdir(), 'slipway-plugin-'));
let entry = '';
beforeAll(() => {
  entry = compilePlugin(folder);
}, 120_000);
afterAll(() => rmSync(folder, { recursive: true }));

const program = (name: string) => fileURLToPath(new URL(`testing/${name}`, import.meta.url));
const cacheFile = '.nx/workspace-data/slipway/go-imports.json';

const files: Files = {
  '.gitignore': 'dist\n',
  'package.json': '{ "workspaces": ["web"] }',
  'web/package.json': '{ "name": "web" }',
  'go.work': 'go 1.25\n\nuse (\n\t./services/orders\n\t./libs/money\n\t./libs/ünï\n)\n',
  'services/orders/go.mod': 'module a.b/orders\n',
  'services/orders/main.go': 'package main\n\nimport (\n\t_ "a.b/money"\n\t_ "a.b/u"\n)\n',
  'services/orders/z_windows.go': 'package main\n\nimport _ "a.b/money/deep"\n',
  'services/orders/dist/main.go': 'package main\n',
  'libs/money/go.mod': 'module a.b/money\n',
  'libs/money/B.go': 'package money\n',
  'libs/money/a.go': 'package money\n\nimport _ "a.b/u"\n',
  'libs/money/deep/d.go': 'package deep\n',
  'libs/ünï/go.mod': 'module a.b/u\n',
  'libs/ünï/u.go': 'package u\n',
  'libs/broken/go.mod': 'module (\n',
  'libs/broken/b.go': 'pack',
};

interface Host {
  readonly env?: Readonly<Record<string, string>>;
  readonly nodeArgs?: readonly string[];
  readonly reversed?: boolean;
}

/** A workspace with these files, and the arguments that run the plugin in it. */
async function prepare({ reversed = false }: Host = {}) {
  const entries = Object.entries(files);
  const root = await makeWorkspace(onTestFinished, Object.fromEntries(reversed ? entries.reverse() : entries));
  const known = Object.fromEntries(Object.entries(files).filter(([file]) => !file.includes('/dist/')));
  const { fileMap, projects } = edgeContextOf(root, known);
  const told = join(folder, `told-${root.replaceAll('/', '-')}.json`);
  writeFileSync(told, JSON.stringify({ files: Object.keys(known), fileMap, projects }));
  return { root, args: [program('run-plugin.mjs'), entry, root, told] };
}

/** What the plugin says on a host. */
async function run(host: Host = {}): Promise<string> {
  const { args } = await prepare(host);
  const env = { ...host.env, ...(host.reversed === true ? { TEST_REVERSED: '1' } : {}) };
  return execFileSync(process.execPath, [...(host.nodeArgs ?? []), ...args], { env, cwd: '/' }).toString();
}

describe('the plugin in a process of its own', () => {
  it('starts no process and no thread, and needs no Go', async () => {
    const said = await run({
      env: { PATH: '' },
      nodeArgs: ['--no-deprecation', '--import', program('refuse-processes.mjs')],
    });
    expect(JSON.parse(said)).toMatchObject({ dependencies: [{ source: 'money' }, { source: 'orders' }, {}] });
  });

  it.each([
    "require('node:child_process').execFileSync('true')",
    "require('node:child_process').spawn('true')",
    "require('node:child_process').fork('x')",
    "new (require('node:worker_threads').Worker)('0', { eval: true })",
  ])('would be caught at %s', (code) => {
    const { signal } = spawnSync(process.execPath, ['--import', program('refuse-processes.mjs'), '-e', code]);
    expect(signal).toBe('SIGKILL');
  });

  it.skipIf(spawnSync('strace', ['-V']).status !== 0)(
    'executes nothing that the kernel knows of (skipped where there is no strace)',
    async () => {
      const { args } = await prepare();
      const log = join(folder, 'strace');
      execFileSync('strace', ['-f', '-e', 'trace=execve,execveat,fork,vfork', '-o', log, process.execPath, ...args]);
      const calls = readFileSync(log, 'utf8')
        .split('\n')
        .filter((line) => / (?:execve|execveat|fork|vfork)\(/.test(line));
      // The first is the program itself.
      expect(calls).toHaveLength(1);
    },
  );

  it('says the same, byte for byte, on hosts that differ', async () => {
    const here = await run({ env: { PATH: process.env['PATH'] ?? '', GOOS: 'linux', TZ: 'UTC', LC_ALL: 'C' } });
    const hosts: readonly Host[] = [
      { env: { GOOS: 'windows', GOARCH: 'arm64', CGO_ENABLED: '0', GOFLAGS: '-tags=x', GOWORK: 'off' } },
      {
        env: {
          TZ: 'Pacific/Kiritimati',
          LC_ALL: 'tr_TR.UTF-8',
          LANG: 'sv_SE.UTF-8',
          HOME: '/nowhere',
          TMPDIR: '/nowhere',
        },
      },
      { env: { TEST_UMASK: '077' }, reversed: true },
    ];
    for (const host of hosts) expect(await run(host)).toBe(here);
  });

  it('shares its cache with others of its kind at the same time', async () => {
    const { root, args } = await prepare();
    const alone = execFileSync(process.execPath, args).toString();
    const whole = readFileSync(join(root, cacheFile), 'utf8');
    // Half of them read while the others write: those without the cache find every file anew.
    const children = Array.from({ length: 6 }, (_, index) => {
      const own = index % 2 === 0 ? { NX_CACHE_PROJECT_GRAPH: 'false' } : {};
      return spawn(process.execPath, args, { env: { ...process.env, ...own, TEST_ROUNDS: '50' }, stdio: 'pipe' });
    });
    const said = children.map(async (child) => {
      let text = '';
      for await (const part of child.stdout) text += String(part);
      return text;
    });
    expect(await Promise.all(said)).toEqual(children.map(() => alone));
    expect(readFileSync(join(root, cacheFile), 'utf8')).toBe(whole);
    expect(readdirSync(join(root, cacheFile, '..'))).toEqual(['go-imports.json']);
  });
});
