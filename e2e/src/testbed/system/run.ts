import { spawn } from 'node:child_process';
import { accessSync, constants } from 'node:fs';
import { delimiter, join } from 'node:path';
import { once } from 'node:events';
import { Refusal } from '../refusal.ts';

export interface RunOptions {
  readonly cwd?: string;
  readonly env?: Readonly<Record<string, string>>;
}

export interface RunResult {
  readonly code: number;
  readonly stdout: string;
  readonly output: string;
}

/** Runs a command to its end and returns its exit code and output; an executable that is missing has the code 127. */
export async function run(command: readonly string[], options: RunOptions = {}): Promise<RunResult> {
  const [executable = '', ...args] = command;
  const child = spawn(executable, args, {
    ...(options.cwd === undefined ? {} : { cwd: options.cwd }),
    env: { ...process.env, ...options.env },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let stdout = '';
  let output = '';
  child.stdout.on('data', (chunk: Buffer) => {
    stdout += chunk.toString();
    output += chunk.toString();
  });
  child.stderr.on('data', (chunk: Buffer) => {
    output += chunk.toString();
  });
  try {
    const [code] = (await once(child, 'close')) as [number | null];
    return { code: code ?? 1, stdout, output };
  } catch (error) {
    return { code: 127, stdout: '', output: String(error) };
  }
}

/** Runs a command that has to succeed, and returns its standard output without the final line break. */
export async function runOrRefuse(command: readonly string[], options: RunOptions = {}): Promise<string> {
  const { code, stdout, output } = await run(command, options);
  if (code !== 0) {
    const tail = output.trim().split('\n').slice(-15).join('\n  ');
    throw new Refusal(`«${command.join(' ')}» failed with exit code ${code}:\n  ${tail}`);
  }
  return stdout.trimEnd();
}

/** Runs `producer | consumer`, without a shell; both have to succeed. */
export async function pipe(producer: readonly string[], consumer: readonly string[]): Promise<void> {
  const [from = '', ...fromArgs] = producer;
  const [to = '', ...toArgs] = consumer;
  const source = spawn(from, fromArgs, { stdio: ['ignore', 'pipe', 'ignore'] });
  const sink = spawn(to, toArgs, { stdio: ['pipe', 'ignore', 'pipe'] });
  let problem = '';
  sink.stderr.on('data', (chunk: Buffer) => {
    problem += chunk.toString();
  });
  // A consumer that ends early breaks the pipe: its exit code below tells why.
  sink.stdin.on('error', () => undefined);
  source.stdout.pipe(sink.stdin);
  const ends = await Promise.all([once(source, 'close'), once(sink, 'close')]);
  const codes = ends.map(([code]) => code as number | null);
  if (codes.some((code) => code !== 0)) {
    throw new Refusal(`«${producer.join(' ')} | ${consumer.join(' ')}» failed: ${codes.join(', ')} ${problem.trim()}`);
  }
}

/** Folders of system tools, which an ordinary PATH leaves out. */
const systemFolders = ['/usr/local/sbin', '/usr/sbin', '/sbin'];

/** A PATH with these folders first, and with the system's tools. */
export function systemPath(folders: readonly string[] = []): { readonly PATH: string } {
  return { PATH: [...folders, ...systemFolders, process.env['PATH'] ?? ''].join(delimiter) };
}

/** The path of an executable, also one of the system's tools. */
export function findExecutable(name: string, folders: readonly string[] = []): string | undefined {
  const path = (process.env['PATH'] ?? '').split(delimiter);
  return [...folders, ...path, ...systemFolders]
    .map((folder) => join(folder, name))
    .find((candidate) => isExecutable(candidate));
}

function isExecutable(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}
