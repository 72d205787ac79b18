import { pack } from './pack.mjs';
import { build } from './setup/build.mjs';
import { CommandFailed } from './setup/command.mjs';
import { binOf } from './setup/workspace.mjs';

/** Every gate in turn. All run, so that one look shows everything there is to mend. */
export async function run(runner) {
  const node = (bin, ...args) => [process.execPath, bin, ...args];
  let failures = 0;
  const gate = async (action) => {
    try {
      return await action();
    } catch (error) {
      if (!(error instanceof CommandFailed)) throw error;
      console.error(error.message);
      failures += 1;
      return undefined;
    }
  };

  await gate(() => build(runner));
  for (const folder of ['tools', 'templates']) {
    await gate(() => runner.step(`types of ${folder}`, node(binOf('typescript', 'tsc'), '-p', folder)));
  }
  await gate(() => runner.step('lint', node(binOf('eslint'), '.', '--max-warnings', '0')));
  await gate(() => runner.step('format', node(binOf('prettier'), '--check', '.')));
  await gate(() => runner.step('unused files, exports and dependencies', node(binOf('knip'))));
  const packed = (await gate(() => pack(runner))) ?? [];
  // After packing: some of these specs look into the tarballs.
  await gate(() => runner.step('layers, tidiness and drift', node(binOf('vitest'), 'run', 'tools/')));
  for (const { name, file } of packed) {
    await gate(() => runner.step(`publint ${name}`, node(binOf('publint'), '--strict', file)));
    if (!hasCode(name)) continue;
    const attw = node(binOf('@arethetypeswrong/cli', 'attw'), file, '--profile', 'esm-only', '--no-emoji');
    await gate(() => runner.step(`types of ${name}`, attw));
  }
  console.log(failures === 0 ? 'Everything is in order.' : `${failures} checks failed.`);
  return failures === 0 ? 0 : 1;
}

/** Packages without an entry point to import: the command and the templates. */
function hasCode(name) {
  return name !== 'slipway' && name !== '@slipway/templates';
}
