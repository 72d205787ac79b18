// Runs a command for as long as somebody holds the other end of our standard input, and ends it when that is let go.
// So nothing is left behind by a run that is killed, which cannot clean up itself: the kernel closes its pipes.
// The command comes on the first line, as JSON, so that this process can start while it is still being found out.
// Plain JavaScript and never compiled: it is started by its path, from the sources as well as from the package.
import { spawn } from 'node:child_process';
import { createInterface } from 'node:readline';

let child;
let last;

function begin(line) {
  const { file, args, env } = JSON.parse(line);
  const stdio = ['ignore', 'inherit', 'inherit'];
  // JSON has no `undefined`, by which a variable is removed.
  for (const [name, value] of Object.entries(env)) if (value === null) env[name] = undefined;
  child = spawn(file, args, { stdio, windowsHide: true, env: { ...process.env, ...env } });
  child.on('exit', (exitCode) => leave(exitCode ?? 128));
  child.on('error', (error) => {
    console.error(error.message);
    leave(127);
  });
}

function end() {
  if (child === undefined) return leave(128);
  child.kill('SIGTERM');
  last ??= setTimeout(() => child.kill('SIGKILL'), 2000);
}

function leave(exitCode) {
  clearTimeout(last);
  process.exitCode = exitCode;
  process.stdin.destroy();
}

createInterface({ input: process.stdin }).once('line', begin).once('close', end);
process.stdin.on('error', end);
