import { join } from 'node:path';
import { pack } from './pack.mjs';
import { build } from './setup/build.mjs';
import { root } from './setup/workspace.mjs';

export async function run(runner, args) {
  await build(runner);
  await pack(runner);
  const { code } = await runner.run([
    process.execPath,
    join(root, 'e2e/dist/demo/main.js'),
    // The demo's time is the whole of it, installing included.
    ...['--started', String(performance.timeOrigin)],
    ...args,
  ]);
  return code;
}
