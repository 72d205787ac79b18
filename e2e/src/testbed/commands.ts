import type { Bed } from './bed.ts';
import { describeEnvironment, renderEnvironment, writeEnvironment } from './environment.ts';
import type { Part, PartStatus } from './part.ts';
import { parts, selectParts } from './parts.ts';
import { withLock } from './system/lock.ts';

/** Brings parts up, each only when it is not, and says how to reach them. */
export async function up(bed: Bed, names: readonly string[]): Promise<void> {
  const chosen = selectParts(names);
  await withLock(bed, 'lock', async () => {
    for (const part of chosen) {
      const reason = names.includes(part.name) ? undefined : await part.whyNot?.(bed);
      if (reason !== undefined) {
        bed.say(`· ${part.name} is left out: ${reason}`);
        continue;
      }
      const started = performance.now();
      if ((await part.status(bed)).state === 'down') await part.up(bed);
      const { state, detail } = await part.status(bed);
      const time = ((performance.now() - started) / 1000).toFixed(1);
      if (state === 'down') throw new Error(`${part.name} is down right after it came up: ${detail}`);
      bed.say(`✔ ${part.name}: ${detail}${state === 'foreign' ? ', not ours and left alone' : ''} (${time} s)`);
    }
  });
  const environment = await describeEnvironment(bed);
  const file = await writeEnvironment(bed, environment);
  bed.say(['', ...renderEnvironment(bed, environment), '', `The same lines are in ${file}`].join('\n'));
}

/**
 * Downloads and compiles what `up` would, part by part, and starts nothing: for the background of other work, also of
 * an `up` of other parts.
 */
export async function prepare(bed: Bed, names: readonly string[]): Promise<void> {
  const chosen = selectParts(names);
  await withLock(bed, 'prepare.lock', async () => {
    for (const part of chosen) {
      if (part.prepare === undefined || (await part.status(bed)).state !== 'down') continue;
      if ((await part.whyNot?.(bed)) === undefined) await part.prepare(bed);
    }
  });
}

/** Stops what `up` started, last first. */
export async function down(bed: Bed, names: readonly string[]): Promise<void> {
  const chosen = names.length === 0 ? parts : parts.filter(({ name }) => names.includes(name));
  if (names.length > 0) selectParts(names); // refuses unknown names
  await withLock(bed, 'lock', async () => {
    for (const part of chosen.toReversed()) {
      const before = (await part.status(bed)).state;
      await part.down(bed);
      const after = await part.status(bed);
      if (before === 'up' && after.state === 'down') bed.say(`✔ ${part.name} stopped`);
      if (after.state === 'foreign') bed.say(`· ${part.name}: ${after.detail} is not ours and keeps running`);
    }
  });
  await writeEnvironment(bed, await describeEnvironment(bed));
}

/** Prints what is up, as a table or as JSON. */
export async function status(bed: Bed, names: readonly string[], json: boolean): Promise<void> {
  const chosen = names.length === 0 ? parts : selectParts(names);
  const rows = await Promise.all(chosen.map(async (part) => ({ part, status: await part.status(bed) })));
  bed.say(json ? renderJson(bed, rows, await describeEnvironment(bed)) : renderTable(rows));
}

type Rows = readonly { readonly part: Part; readonly status: PartStatus }[];

function renderTable(rows: Rows): string {
  return rows
    .map(({ part, status: { state, detail } }) => `${part.name.padEnd(10)} ${state.padEnd(8)} ${detail}`)
    .join('\n');
}

function renderJson(bed: Bed, rows: Rows, environment: Readonly<Record<string, string>>): string {
  const described = rows.map(({ part: { name, purpose }, status: found }) => ({ name, purpose, ...found }));
  return JSON.stringify({ state: bed.state, tools: bed.tools, parts: described, environment }, undefined, 2);
}
