import { join } from 'node:path';
import { pack } from './pack.mjs';
import { build } from './setup/build.mjs';
import { root } from './setup/workspace.mjs';

export async function run(runner, args) {
  const started = Date.now();
  await build(runner);
  await pack(runner);
  const { code } = await runner.run([
    process.execPath,
    join(root, 'e2e/dist/demo/main.js'),
    ...['--packages', join(root, 'dist/packages'), '--started', String(started)],
    ...args,
  ]);
  return code;
}
