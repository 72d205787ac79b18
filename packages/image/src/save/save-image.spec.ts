import { spawnSync } from 'node:child_process';
import { chmod, mkdir, stat, writeFile } from 'node:fs/promises';
import { delimiter, join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { archiveToLayout } from '@slipway/oci';
import { buildImage } from '../build/build-image.ts';
import { collectLogger } from '../testing/collect-logger.ts';
import { createTestWorkspace, orders, type TestWorkspace } from '../testing/go-project.ts';
import { quote, renderRunScript } from './render-run-script.ts';
import { saveImage, type SaveOptions } from './save-image.ts';

let workspace: TestWorkspace;
let digest: string;
beforeAll(async () => {
  workspace = await createTestWorkspace();
  const options = { ports: [8080], platforms: ['linux/amd64', 'linux/arm64'] };
  const { record } = await buildImage({
    workspaceRoot: workspace.root,
    project: orders,
    options,
    logger: collectLogger().logger,
  });
  digest = record.digest;
}, 120_000);
afterAll(() => workspace.remove());

const save = (options: SaveOptions) =>
  saveImage({
    workspaceRoot: workspace.root,
    project: { ...orders, buildTarget: 'docker-build' },
    options,
    logger: collectLogger().logger,
  });

/** A `docker` that writes down its arguments, one in a line, and has no image. */
async function recorder(): Promise<string> {
  const folder = join(workspace.root, "tools with 'quotes'");
  await mkdir(folder, { recursive: true });
  const script = '#!/bin/sh\n[ "$1" = image ] && exit 1\nfor word in "$@"; do printf "%s\\n" "$word"; done\n';
  await writeFile(join(folder, 'docker'), script);
  await chmod(join(folder, 'docker'), 0o755);
  return folder;
}

describe('saveImage', () => {
  it('writes nothing in a dry run', async () => {
    const { archive } = await save({ platform: 'linux/arm64', dryRun: true });
    await expect(stat(archive)).rejects.toThrow('ENOENT');
  });

  it('writes one platform as an archive, and a script that loads and runs it', async () => {
    const { archive, script } = await save({ platform: 'linux/arm64' });
    const layout = await archiveToLayout(archive, join(workspace.root, 'unpacked'), {
      cacheDir: join(workspace.root, 'cache'),
    });
    expect(layout.platforms).toEqual(['linux/arm64']);
    const env = { ...process.env, PATH: [await recorder(), process.env['PATH']].join(delimiter) };
    const { stdout, stderr, status } = spawnSync(script, ['a b', '$HOME', "it's"], { encoding: 'utf8', cwd: '/', env });
    expect({ status, loaded: stderr.split('\n').slice(0, 3) }).toEqual({
      status: 0,
      loaded: ['load', '--input', archive],
    });
    const words = stdout.split('\n');
    expect(words.slice(words.indexOf('run'))).toEqual([
      'run',
      '--rm',
      '--pull=never',
      '--publish',
      '127.0.0.1:8080:8080',
      `docker.io/acme/orders:slipway-${digest.slice('sha256:'.length)}`,
      'a b',
      '$HOME',
      "it's",
      '',
    ]);
  });

  it('refuses a platform that the image does not have', async () => {
    await expect(save({ platform: 'linux/s390x' })).rejects.toMatchObject({ code: 'PLATFORMS_DIFFER' });
  });
});

describe('the run script', () => {
  it.each(["a'b", '$(touch x)', '`id`', 'a b', '"', '\\', '!x', 'ünï'])('quotes %j as one word', (word) => {
    const { stdout } = spawnSync('sh', ['-c', `printf %s ${quote(word)}`], { encoding: 'utf8' });
    expect(stdout).toBe(word);
  });

  it('is a script that sh can read, whatever the project is called', () => {
    const text = renderRunScript({ reference: 'x:y', name: 'a\nrm -rf /', ports: [] });
    expect(spawnSync('sh', ['-n'], { input: text }).status).toBe(0);
    expect(text.split('\n')[1]).toContain('a?rm -rf /');
  });
});
