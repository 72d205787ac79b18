import { spawn } from 'node:child_process';
import { root, seconds } from './workspace.mjs';

/** A command that ended badly; its message is all a person needs. */
export class CommandFailed extends Error {
  name = 'CommandFailed';
}

const grace = 8_000;

/**
 * Runs child processes, each in a process group of its own, so that Ctrl-C or a supervisor's SIGTERM
 * ends grandchildren too. After such a signal the process exits with 128 + its number.
 */
export function createCommandRunner() {
  const running = new Set();
  let stopping = false;

  const kill = (child, signal) => {
    try {
      process.kill(process.platform === 'win32' ? child.pid : -child.pid, signal);
    } catch (error) {
      if (error.code !== 'ESRCH') throw error; // it is gone already
    }
  };
  for (const [signal, number] of [
    ['SIGINT', 2],
    ['SIGTERM', 15],
    ['SIGHUP', 1],
  ]) {
    process.on(signal, () => {
      if (stopping) return;
      stopping = true;
      // Nothing is awaited any more, so Node ends by itself when the last child is gone.
      process.exitCode = 128 + number;
      for (const child of running) kill(child, signal);
      setTimeout(() => {
        for (const child of running) kill(child, 'SIGKILL');
      }, grace).unref();
    });
  }

  /**
   * Runs one command. `capture` gives back its output instead of showing it.
   * @returns {Promise<{code: number, output: string, stdout: string}>}
   */
  function run([command, ...args], { cwd = root, env = {}, capture = false } = {}) {
    return new Promise((resolve, reject) => {
      const child = spawn(command, args, {
        cwd,
        env: { ...process.env, ...env },
        stdio: ['ignore', capture ? 'pipe' : 'inherit', capture ? 'pipe' : 'inherit'],
        detached: process.platform !== 'win32',
      });
      running.add(child);
      let output = '';
      let stdout = '';
      child.stdout?.on('data', (chunk) => {
        output += chunk;
        stdout += chunk;
      });
      child.stderr?.on('data', (chunk) => {
        output += chunk;
      });
      child.once('error', (error) => {
        running.delete(child);
        reject(new CommandFailed(error.code === 'ENOENT' ? `«${command}» is not installed.` : error.message));
      });
      child.once('close', (code) => {
        running.delete(child);
        if (!stopping) resolve({ code: code ?? 1, output, stdout });
      });
    });
  }

  /** Runs a command whose output matters only when it fails; says what it does and how long it took. */
  async function step(what, command, options = {}) {
    const started = performance.now();
    const result = await run(command, { ...options, capture: true });
    if (result.code !== 0) {
      throw new CommandFailed(`${result.output.trimEnd()}\n✖ ${what} (exit code ${result.code})`);
    }
    console.log(`✔ ${what} (${seconds(performance.now() - started)})`);
    return result;
  }

  return { run, step };
}
