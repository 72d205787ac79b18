import { spawn } from 'node:child_process';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

// bash reads user and system time of a command and all it has waited for from the kernel; Node tells only its own.
const script = `TIMEFORMAT='%3R %3U %3S'; log=$1; shift; { time "$@" >"$log" 2>&1; } 2>&1; echo "$?"`;

/** No daemon, no cloud, no terminal, no colours: what a pipeline has. Plugins run in the process, so its CPU time is all. */
export const quietNx = {
  NX_DAEMON: 'false',
  NX_ISOLATE_PLUGINS: 'false',
  NX_NO_CLOUD: 'true',
  NX_TUI: 'false',
  CI: 'true',
  NO_COLOR: '1',
};

/**
 * Runs a whole process and measures it. Fails when the process does: a benchmark of an error is none.
 * @returns {Promise<{wall: number, cpu: number, output: string}>} milliseconds of wall clock, and of user and system time
 */
export async function measure(argv, { cwd, env = {} }) {
  const folder = await mkdtemp(join(tmpdir(), 'slipway-bench-'));
  const log = join(folder, 'log');
  try {
    const printed = await runQuietly(['bash', '-c', script, 'bash', log, ...argv], { cwd, env });
    const output = await readFile(log, 'utf8');
    const [real, user, system, code] = printed.trim().split(/\s+/).map(Number);
    if (code !== 0) throw new Error(`${argv.join(' ')} ended with exit code ${code}:\n${output}`);
    return { wall: real * 1000, cpu: (user + system) * 1000, output };
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

/** Runs a process that is not measured, and gives its standard output. */
export function runQuietly([file, ...args], { cwd, env = {} }) {
  return new Promise((resolve, reject) => {
    const child = spawn(file, args, {
      cwd,
      env: { ...cleanEnvironment(), ...env },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    let stdout = '';
    let stderr = '';
    child.stdout.on('data', (chunk) => (stdout += chunk));
    child.stderr.on('data', (chunk) => (stderr += chunk));
    child.once('error', reject);
    child.once('close', (code) => {
      if (code === 0) resolve(stdout);
      else reject(new Error(`${[file, ...args].join(' ')} ended with exit code ${code}:\n${stdout}${stderr}`));
    });
  });
}

/** The environment without what npm and Nx hand down. */
function cleanEnvironment() {
  const kept = Object.entries(process.env).filter(([name]) => !/^(npm_|NX_|NODE_OPTIONS$|INIT_CWD$)/.test(name));
  return Object.fromEntries(kept);
}
