import { join } from 'node:path';
import { build } from './setup/build.mjs';
import { root } from './setup/workspace.mjs';

export async function run(runner, args) {
  await build(runner, 'e2e');
  const { code } = await runner.run([process.execPath, join(root, 'e2e/dist/testbed/main.js'), ...args]);
  return code;
}
