import { spawn } from 'node:child_process';
import { mkdir, open, readFile, rm, writeFile } from 'node:fs/promises';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import type { Bed } from '../bed.ts';
import { Refusal } from '../refusal.ts';

/** A process that outlives the command that started it. */
export interface DaemonPlan {
  readonly name: string;
  readonly command: readonly string[];
  readonly env?: Readonly<Record<string, string>>;
  /** Whether it can be used; asked again and again until it says yes. */
  readonly isReady: () => Promise<boolean>;
}

/** What is remembered of a daemon. The start time tells it from another process that got the same pid later. */
interface DaemonRecord {
  readonly pid: number;
  readonly startTime: string;
}

const startDeadline = 60_000;
const stopDeadline = 20_000;

/** Starts a daemon, records it and waits until it is ready; its output goes to `log/<name>.log`. */
export async function startDaemon(bed: Bed, plan: DaemonPlan): Promise<void> {
  const log = logFile(bed, plan.name);
  await mkdir(join(bed.state, 'log'), { recursive: true });
  await mkdir(join(bed.state, 'run'), { recursive: true });
  const output = await open(log, 'w');
  const [executable = '', ...args] = plan.command;
  const child = spawn(executable, args, {
    detached: true,
    env: { ...process.env, ...plan.env },
    stdio: ['ignore', output.fd, output.fd],
  });
  child.once('error', () => undefined); // pid stays undefined, told below
  child.unref();
  await output.close();
  const startTime = child.pid === undefined ? undefined : readStartTime(child.pid);
  if (child.pid === undefined || startTime === undefined) {
    throw new Refusal(`${plan.name} did not start: ${plan.command.join(' ')} (log: ${log})`);
  }
  await writeFile(recordFile(bed, plan.name), JSON.stringify({ pid: child.pid, startTime } satisfies DaemonRecord));

  const deadline = Date.now() + startDeadline;
  while (!(await plan.isReady())) {
    if (!(await isDaemonAlive(bed, plan.name)) || Date.now() > deadline) {
      await stopDaemon(bed, plan.name);
      const lines = (await readFile(log, 'utf8')).trim().split('\n').slice(-8);
      throw new Refusal(`${plan.name} did not come up; the end of ${log}:\n  ${lines.join('\n  ')}`);
    }
    await delay(100);
  }
}

/** Whether the daemon we started is still that process. */
export async function isDaemonAlive(bed: Bed, name: string): Promise<boolean> {
  return (await findDaemon(bed, name)) !== undefined;
}

/** Stops a daemon of ours, first asking, then killing; does nothing where we started none. */
export async function stopDaemon(bed: Bed, name: string): Promise<void> {
  const record = await findDaemon(bed, name);
  if (record !== undefined) {
    process.kill(record.pid, 'SIGTERM');
    const deadline = Date.now() + stopDeadline;
    while (readStartTime(record.pid) === record.startTime) {
      if (Date.now() > deadline) process.kill(record.pid, 'SIGKILL');
      await delay(50);
    }
  }
  await rm(recordFile(bed, name), { force: true });
}

async function findDaemon(bed: Bed, name: string): Promise<DaemonRecord | undefined> {
  try {
    const record = JSON.parse(await readFile(recordFile(bed, name), 'utf8')) as DaemonRecord;
    return readStartTime(record.pid) === record.startTime ? record : undefined;
  } catch {
    return undefined;
  }
}

/** When a process started, in clock ticks since boot; undefined for a process that is gone or a zombie. See proc_pid_stat(5). */
function readStartTime(pid: number): string | undefined {
  try {
    // The second field is the command in brackets and may hold anything, so fields are counted from its end.
    const fields = readFileSync(`/proc/${pid}/stat`, 'utf8')
      .replace(/^.*\) /s, '')
      .split(' ');
    return fields[0] === 'Z' ? undefined : fields[19];
  } catch {
    return undefined;
  }
}

function recordFile(bed: Bed, name: string): string {
  return join(bed.state, 'run', `${name}.json`);
}

function logFile(bed: Bed, name: string): string {
  return join(bed.state, 'log', `${name}.log`);
}
