import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { findTarballs, tarballFolder } from '../workspace/tarballs.ts';
import { runCommand, type Stage } from './stage.ts';

/** Makes a workspace as a user does, from the packed packages, and returns its folder. */
export async function makeWorkspace(stage: Stage, name: string): Promise<string> {
  const command = await installCommand(stage);
  await runCommand(stage, [process.execPath, command, 'new', name, '--from', tarballFolder], stage.folder);
  return join(stage.folder, name);
}

/** What `npx slipway` does, with packages that no registry has yet. */
async function installCommand(stage: Stage): Promise<string> {
  const { slipway = '', '@slipway/kit': kit = '' } = findTarballs();
  const dependencies = { slipway: `file:${slipway}`, '@slipway/kit': `file:${kit}` };
  const home = join(stage.folder, 'command');
  await mkdir(home);
  await writeFile(join(home, 'package.json'), JSON.stringify({ dependencies }));
  await runCommand(stage, ['npm', 'install', '--no-audit', '--no-fund', '--loglevel=error'], home);
  return join(home, 'node_modules/slipway/bin/slipway.js');
}
