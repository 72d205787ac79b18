import { existsSync } from 'node:fs';
import { readdir, readFile } from 'node:fs/promises';
import { expect } from 'vitest';

/** Environment that marks a command and all that it starts, also what leaves its process group. */
export interface Mark {
  readonly SLIPWAY_E2E_MARK: string;
}

/** A living process. */
export interface MarkedProcess {
  readonly pid: number;
  readonly command: string;
}

/** Why marked processes cannot be found here; undefined where they can. */
export function whyNoneFound(): string | undefined {
  return existsSync('/proc/self/environ') ? undefined : ' (needs /proc: this system has none)';
}

let marks = 0;

/** Makes a mark that nothing else carries. */
export function createMark(): Mark {
  marks += 1;
  return { SLIPWAY_E2E_MARK: `${process.pid}-${marks}` };
}

/** Processes that carry the mark and have not ended. */
export async function findMarked({ SLIPWAY_E2E_MARK: mark }: Mark): Promise<readonly MarkedProcess[]> {
  const pids = (await readdir('/proc')).map(Number).filter((pid) => pid > 0);
  const found = await Promise.all(
    pids.map(async (pid) => {
      const read = (name: string) => readFile(`/proc/${pid}/${name}`, 'utf8').catch(() => '');
      const isMarked = (await read('environ')).split('\0').includes(`SLIPWAY_E2E_MARK=${mark}`);
      return isMarked ? { pid, command: (await read('cmdline')).replaceAll('\0', ' ') } : undefined;
    }),
  );
  return found.filter((process) => process !== undefined);
}

/** Waits until a marked process runs a command that fits. */
export async function waitForMarked(mark: Mark, command: RegExp): Promise<void> {
  const commands = async () => (await findMarked(mark)).map((process) => process.command).join('\n');
  await expect.poll(commands, { timeout: 120_000, interval: 20 }).toMatch(command);
}

/** Kills every marked process, and those that they start in the meantime. */
export async function killMarked(mark: Mark): Promise<void> {
  for (let living = await findMarked(mark); living.length > 0; living = await findMarked(mark)) {
    for (const { pid } of living) kill(pid);
  }
}

function kill(pid: number): void {
  try {
    process.kill(pid, 'SIGKILL');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ESRCH') throw error;
  }
}
