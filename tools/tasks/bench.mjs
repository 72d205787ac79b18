import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { build } from './setup/build.mjs';
import { CommandFailed } from './setup/command.mjs';
import { root } from './setup/workspace.mjs';

export async function run(runner, args) {
  const script = join(root, 'bench/run.mjs');
  if (!existsSync(script)) throw new CommandFailed('bench/run.mjs does not exist.');
  await build(runner);
  const { code } = await runner.run([process.execPath, script, ...args]);
  return code;
}
