import { mkdir, mkdtemp, realpath, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pack } from '../../tools/tasks/pack.mjs';
import { createCommandRunner } from '../../tools/tasks/setup/command.mjs';
import { npmCommand } from '../../tools/tasks/setup/workspace.mjs';
import { versionIn } from './machine.mjs';
import { measure, quietNx, runQuietly } from './measure.mjs';

/**
 * Packs the repository, makes a workspace as a user does, hands it to `action`, and removes it.
 * The workspace measures `nx` commands in itself.
 */
export async function withWorkspace(action) {
  const tarballs = await pack(createCommandRunner());
  const folder = await realpath(await mkdtemp(join(tmpdir(), 'slipway-bench-')));
  try {
    const command = join(folder, 'command');
    await mkdir(command);
    const dependencies = Object.fromEntries(tarballs.map(({ name, file }) => [name, `file:${file}`]));
    await writeFile(join(command, 'package.json'), JSON.stringify({ private: true, dependencies }));
    await runQuietly([...npmCommand(), 'install', '--no-audit', '--no-fund', '--loglevel=error'], { cwd: command });
    const slipway = join(command, 'node_modules/slipway/bin/slipway.js');
    const from = join(tarballs[0].file, '..');
    await runQuietly([process.execPath, slipway, 'new', 'acme', '--from', from], { cwd: folder });
    return await action(openWorkspace(join(folder, 'acme')));
  } finally {
    await rm(folder, { recursive: true, force: true, maxRetries: 5 });
  }
}

function openWorkspace(root) {
  const nx = [process.execPath, join(root, 'node_modules/nx/dist/bin/nx.js')];
  return {
    root,
    versions: { nx: versionIn(join(root, 'node_modules/nx')) },
    /** Measures one `nx` command. */
    measureNx: (args, env = {}) => measure([...nx, ...args], { cwd: root, env: { ...quietNx, ...env } }),
    remove: (...paths) =>
      Promise.all(paths.map((path) => rm(join(root, path), { recursive: true, force: true, maxRetries: 5 }))),
    write: async (files) => {
      for (const [path, text] of Object.entries(files)) {
        await mkdir(join(root, path, '..'), { recursive: true });
        await writeFile(join(root, path), text);
      }
    },
  };
}
