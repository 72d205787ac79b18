import { randomBytes } from 'node:crypto';
import { mkdir, readFile, realpath, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { nxVersions } from '../workspace/create-workspace.ts';
import { runOk } from '../workspace/run.ts';
import { findTarballs } from '../workspace/tarballs.ts';

// A workspace that was there before us, with a plugin list and a habit of its own.
describe.each(nxVersions)('nx add @slipway/go in an existing workspace on Nx %s', (nxVersion) => {
  let root = '';
  const readJson = async (path: string) =>
    JSON.parse(await readFile(join(root, path), 'utf8')) as Record<string, unknown>;
  const npx = (...args: string[]) => runOk(['npx', ...args], { cwd: root });

  beforeAll(async () => {
    root = join(await realpath(tmpdir()), `slipway-e2e-${randomBytes(6).toString('hex')}`);
    await mkdir(root);
    // Nothing of ours is in a registry: what @slipway/go depends on comes from tarballs as well.
    const tarballs = Object.entries(findTarballs()).filter(
      ([name]) => name.startsWith('@slipway/') && name !== '@slipway/go',
    );
    const devDependencies = {
      nx: nxVersion,
      ...Object.fromEntries(tarballs.map(([name, file]) => [name, `file:${file}`])),
    };
    await writeFile(join(root, 'package.json'), JSON.stringify({ name: 'shop', private: true, devDependencies }));
    await writeFile(join(root, 'nx.json'), JSON.stringify({ analytics: false, neverConnectToCloud: true }));
    await writeFile(join(root, '.gitignore'), 'node_modules\n');
    await runOk(['npm', 'install', '--no-audit', '--no-fund'], { cwd: root });
  });
  afterAll(() => rm(root, { recursive: true, force: true, maxRetries: 5 }));

  it('registers the plugins, once', async () => {
    const tarball = findTarballs()['@slipway/go'] ?? '';
    await npx('nx', 'add', `@slipway/go@file:${tarball}`);
    expect(await readJson('nx.json')).toMatchObject({ plugins: ['@slipway/go', '@slipway/image', '@slipway/deploy'] });
    expect(await readFile(join(root, '.gitignore'), 'utf8')).toBe('node_modules\ndist/\n');
    const before = [await readJson('nx.json'), await readJson('package.json')];
    await npx('nx', 'g', '@slipway/go:init');
    expect([await readJson('nx.json'), await readJson('package.json')]).toEqual(before);
  });

  it('makes a service that builds into an image named after the workspace', async () => {
    await npx('nx', 'g', 'go-service', 'apps/pay', '--no-interactive');
    await npx('nx', 'run', 'pay:docker-build');
    expect(await readJson('dist/apps/pay/image.json')).toMatchObject({ name: 'shop/pay' });
  });
});
