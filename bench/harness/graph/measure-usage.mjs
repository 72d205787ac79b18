import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { measure } from '../measure.mjs';

const hook = fileURLToPath(new URL('usage-hook.mjs', import.meta.url));

/**
 * Measures a command of Node with its memory.
 * @returns {Promise<{wall: number, cpu: number, memory: number, all: {cpu: number, memory: number}, output: string}>}
 *   `cpu` of the process and all it waited for; `memory` is the most that any one process held, in MiB;
 *   `all` are the sums over every Node process, also those nobody waited for: what isolated plugins cost.
 */
export async function measureUsage(argv, { cwd, env }) {
  const folder = await mkdtemp(join(tmpdir(), 'slipway-usage-'));
  const file = join(folder, 'usage');
  try {
    const watched = { ...env, NODE_OPTIONS: `--require=${hook}`, SLIPWAY_BENCH_USAGE: file };
    const measured = await measure(argv, { cwd, env: watched });
    const used = await readUsage(file);
    const sum = (key) => used.reduce((total, one) => total + one[key], 0);
    const all = { cpu: sum('cpu'), memory: sum('memory') };
    return { ...measured, memory: Math.max(...used.map(({ memory }) => memory)), all };
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

/** What every process said at its end. One that was killed never does: after some seconds it counts as nothing. */
async function readUsage(file) {
  for (let tries = 0; ; tries++) {
    const lines = (await readFile(file, 'utf8')).trim().split('\n');
    const said = lines.map((line) => JSON.parse(line));
    const ended = said.filter(({ started }) => started !== true);
    if (ended.length * 2 === said.length || tries === 50) return ended;
    await wait(100);
  }
}
