// Runs a command for as long as somebody holds the other end of our standard input, and ends it when that is let go.
// So nothing is left behind by a run that is killed, which cannot clean up itself: the kernel closes its pipes.
// Plain JavaScript and never compiled: it is started by its path, from the sources as well as from the package.
import { spawn } from 'node:child_process';

const [file, ...args] = process.argv.slice(2);
const child = spawn(file, args, { stdio: ['ignore', 'inherit', 'inherit'], windowsHide: true });
let last;

function end() {
  child.kill('SIGTERM');
  last ??= setTimeout(() => child.kill('SIGKILL'), 2000);
}

function leave(exitCode) {
  clearTimeout(last);
  process.exitCode = exitCode;
  process.stdin.destroy();
}

process.stdin.on('end', end).on('error', end).resume();
child.on('exit', (exitCode) => leave(exitCode ?? 128));
child.on('error', (error) => {
  console.error(error.message);
  leave(127);
});
