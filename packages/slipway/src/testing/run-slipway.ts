import { execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { chmod, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { delimiter, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const packageRoot = fileURLToPath(new URL('../..', import.meta.url));

/** Compiles the command, so that specs run what a user runs. */
export function buildSlipway(): void {
  const compiler = createRequire(import.meta.url).resolve('typescript/bin/tsc');
  execFileSync(process.execPath, [compiler, '-b', packageRoot], { stdio: 'pipe' });
}

/** How a run of the command ended. */
export interface Ended {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

/** Where a run happens. */
export interface RunOptions {
  readonly cwd: string;
  /** Folders that come first on PATH. */
  readonly path?: readonly string[];
  /** Whether the rest of PATH is this machine's. Default: true. */
  readonly inheritPath?: boolean;
  /** Send SIGINT as soon as this says yes, once. */
  readonly interruptWhen?: () => boolean;
}

/** Runs the real `slipway` in a process of its own. */
export async function runSlipway(args: readonly string[], options: RunOptions): Promise<Ended> {
  const { cwd, path = [], inheritPath = true, interruptWhen } = options;
  const rest = inheritPath ? (process.env['PATH'] ?? '') : '';
  const inherited = Object.entries(process.env).filter(([name]) => !/^npm_/i.test(name));
  const child = spawn(process.execPath, [join(packageRoot, 'bin/slipway.js'), ...args], {
    cwd,
    env: { ...Object.fromEntries(inherited), PATH: [...path, rest].filter((part) => part !== '').join(delimiter) },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let stdout = '';
  let stderr = '';
  child.stdout.on('data', (chunk: Buffer) => (stdout += chunk.toString()));
  child.stderr.on('data', (chunk: Buffer) => (stderr += chunk.toString()));
  const poll = setInterval(() => {
    if (interruptWhen?.() !== true) return;
    clearInterval(poll);
    child.kill('SIGINT');
  }, 20);
  const [code] = (await once(child, 'close')) as [number | null];
  clearInterval(poll);
  return { code: code ?? -1, stdout, stderr };
}

/** Writes an executable that stands for a tool of the machine. */
export async function writeTool(folder: string, name: string, script: string): Promise<void> {
  const file = join(folder, name);
  await writeFile(file, `#!${process.execPath}\n${script}\n`);
  await chmod(file, 0o755);
}
