import { contenders } from './contenders.mjs';

const bars = { cold: 300, 'nothing changed': 50 };
const states = ['cold', 'nothing changed', 'one file changed'];

/** What the rows mean: the cost of each plugin over its own floor, memory, and how it grows. Bars are ours alone. */
export function graphFigures({ rows, scaling, sizes }) {
  const least = (name, of) => {
    const row = rows.find((one) => one.name === name);
    if (row === undefined) throw new Error(`There is no row ${name}.`);
    return row[of].min;
  };
  const measured = contenders.filter(({ floor }) => floor !== undefined);
  const isOurs = ({ name }) => name.startsWith('slipway');
  const withBar = (one, bar) => (isOurs(one) && bar !== undefined ? { bar } : {});
  const overFloor = states.flatMap((state) =>
    measured.map((one) => ({
      what: `CPU of ${one.what}, ${state}, over its floor`,
      value: least(`${one.name}-${state}`, 'cpu') - least(`${one.floor}-${state}`, 'cpu'),
      unit: 'ms',
      ...withBar(one, bars[state]),
    })),
  );
  const overWritten = states.map((state) => ({
    what: `CPU of @slipway/go, Nx 24, ${state}, over its targets in project.json`,
    value: least(`slipway-24-${state}`, 'cpu') - least(`written-24-${state}`, 'cpu'),
    unit: 'ms',
  }));
  const memory = measured.map((one) => ({
    what: `most memory of ${one.what}, cold`,
    value: least(`${one.name}-cold`, 'memory'),
    unit: 'MiB',
    ...withBar(one, 150),
  }));
  const floorMemory = {
    what: 'most memory of Nx 24 without a plugin, cold',
    value: least('floor-24-cold', 'memory'),
    unit: 'MiB',
  };
  return [...overFloor, ...overWritten, ...memory, floorMemory, slope(scaling, sizes)];
}

/** Microseconds of CPU over the floor for each further service, from the third size to the last, to those before. */
function slope(scaling, sizes) {
  const over = (services) => scaling.cpuOf('slipway-24', services) - scaling.cpuOf('floor-24', services);
  const between = (from, to) => (over(to) - over(from)) / (to - from);
  const [, small, middle, large] = sizes;
  return {
    what: `cost of a further service of @slipway/go, ${middle} to ${large} services, to ${small} to ${middle}`,
    value: Number((between(middle, large) / between(small, middle)).toFixed(2)),
    unit: 'ratio',
    bar: 1.3,
  };
}

/** Cold graphs by size: CPU of all, of which over the floor. */
export function scalingTable({ scaling, sizes, names }) {
  const cell = (name, services) => {
    const cpu = scaling.cpuOf(name, services);
    if (cpu === undefined) return `not measured: more than ${scaling.seconds} s`;
    const { floor } = contenders.find((one) => one.name === name);
    if (floor === undefined) return `${Math.round(cpu)} ms`;
    const below = scaling.cpuOf(floor, services);
    return `${Math.round(cpu)} ms, ${Math.round(cpu - below)} over the floor`;
  };
  return {
    head: ['CPU, cold', ...sizes.map((services) => `${services} services`)],
    rows: names.map((name) => [
      contenders.find((one) => one.name === name).what,
      ...sizes.map((services) => cell(name, services)),
    ]),
  };
}
