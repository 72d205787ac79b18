import { summarize } from './statistics.mjs';

/**
 * Measures variants in turns, so that what else the machine does meets all of them alike.
 * Every second round goes backwards; one round before the first warms the page cache and is not counted.
 *
 * A variant is `{ name, what, prepare?, run, rounds? }`: `prepare` is not measured, `run` gives `{ wall, cpu, memory? }`;
 * `rounds` is for one that is dear and not all is asked of: it takes part in the first so many.
 */
export async function compare(variants, rounds) {
  const samples = new Map(variants.map(({ name }) => [name, []]));
  for (let round = 0; round <= rounds; round++) {
    const order = round % 2 === 0 ? variants : variants.toReversed();
    for (const { name, prepare, run, rounds: most = rounds } of order) {
      if (round > most) continue;
      await prepare?.();
      const { wall, cpu, memory } = await run();
      if (round > 0) samples.get(name).push({ wall, cpu, memory });
    }
    console.error(round === 0 ? 'warmed up' : `round ${round} of ${rounds}`);
  }
  return variants.map(({ name, what }) => {
    const taken = samples.get(name);
    const column = (key) => summarize(taken.map((sample) => sample[key]));
    const memory = taken[0].memory === undefined ? {} : { memory: column('memory') };
    return { name, what, wall: column('wall'), cpu: column('cpu'), ...memory };
  });
}

/** `ours − floor`, of medians, in milliseconds. `of` is `wall` or `cpu`. */
export function difference(rows, ours, floor, of) {
  return Math.round(medianOf(rows, ours, of) - medianOf(rows, floor, of));
}

/** `ours ÷ floor`, of medians. */
export function ratio(rows, ours, floor, of) {
  return Number((medianOf(rows, ours, of) / medianOf(rows, floor, of)).toFixed(2));
}

function medianOf(rows, name, of) {
  const row = rows.find((one) => one.name === name);
  if (row === undefined) throw new Error(`There is no row ${name}.`);
  return row[of].median;
}
