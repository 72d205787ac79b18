#!/usr/bin/env node
// The one entry of every npm script: `node tools/run.mjs <task> [arguments]`.
// Plain JavaScript without dependencies, because it runs before anything is installed or built.
import { createCommandRunner } from './tasks/setup/command.mjs';
import { ensureInstalled } from './tasks/setup/install.mjs';

/** What each task is for; the module `tasks/<name>.mjs` is loaded only when it runs. */
const tasks = {
  demo: 'the whole story on this machine: workspace, service, test, image, run',
  test: 'unit specs, then e2e; what is skipped is listed with its reason',
  check: 'types, lint, format, unused code, layers, packed tarballs',
  pack: 'every publishable package as a tarball in dist/packages',
  testbed: 'real engines: up, down or status',
  bench: 'benchmarks side by side with peers',
};

async function main([task, ...args]) {
  if (!nodeIsNewEnough(process.versions.node)) {
    console.error(`Node ${process.versions.node} is too old: Slipway needs 20.19 or newer.`);
    return 1;
  }
  if (task === undefined || task === '--help' || !Object.hasOwn(tasks, task)) {
    const known = Object.entries(tasks).map(([name, purpose]) => `  ${name.padEnd(8)} ${purpose}`);
    console.error(['Usage: node tools/run.mjs <task> [arguments]', '', ...known].join('\n'));
    return task === '--help' ? 0 : 2;
  }
  const runner = createCommandRunner();
  await ensureInstalled(runner);
  const { run } = await import(`./tasks/${task}.mjs`);
  return await run(runner, args);
}

function nodeIsNewEnough(version) {
  const [major = 0, minor = 0] = version.split('.').map(Number);
  return major > 20 || (major === 20 && minor >= 19);
}

main(process.argv.slice(2)).then(
  (code) => {
    process.exitCode = code;
  },
  (error) => {
    // A failed command has been told with its output; anything else is a defect of these scripts and keeps its stack.
    console.error(error.name === 'CommandFailed' ? error.message : error);
    process.exitCode = 1;
  },
);
