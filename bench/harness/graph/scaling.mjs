import { join } from 'node:path';
import { contender } from './contenders.mjs';
import { planGoWorkspace, writeGoWorkspace } from './go-workspace.mjs';
import { openGraphWorkspace } from './graph-workspace.mjs';

/** A workspace of one size, written, with the projects and edges it must have. */
export async function createSized({ folder, services, installations }) {
  const plan = planGoWorkspace({ services });
  const root = join(folder, `services-${services}`);
  await writeGoWorkspace(root, plan);
  return { workspace: openGraphWorkspace({ root, installations }), plan };
}

/**
 * Measures cold graphs of growing workspaces, in turns.
 * A peer that has not ended after `seconds` is left out of the size and of all larger ones, with a word about it.
 */
export async function measureScaling({ folder, installations, names, sizes, rounds, seconds }) {
  const least = new Map();
  const tooSlow = new Set();
  const measureOne = async ({ workspace, plan }, services, name) => {
    await workspace.enter(contender(name));
    await workspace.forget();
    const cpu = await showWithin(workspace, plan, seconds);
    if (cpu === undefined) tooSlow.add(name);
    else least.set(key(name, services), Math.min(cpu, least.get(key(name, services)) ?? Infinity));
  };
  for (const services of sizes) {
    const sized = await createSized({ folder, services, installations });
    for (let round = 0; round < rounds; round++) {
      const isDue = (name) => !tooSlow.has(name) && !(round > 0 && isSlow(least.get(key(name, services))));
      const order = (round % 2 === 0 ? names : names.toReversed()).filter(isDue);
      for (const name of order) await measureOne(sized, services, name);
    }
    await sized.workspace.leave();
    console.error(`${services} services measured`);
  }
  return {
    /** Milliseconds of CPU; undefined where it was not measured. */
    cpuOf: (name, services) => least.get(key(name, services)),
    seconds,
  };
}

function key(name, services) {
  return `${name} ${services}`;
}

/** Whoever takes more than twenty seconds is measured once. */
function isSlow(cpu) {
  return cpu > 20_000;
}

async function showWithin(workspace, plan, seconds) {
  try {
    const { cpu, output } = await workspace.show({ seconds });
    assertProjects(output, plan);
    return cpu;
  } catch (error) {
    if (/exit code 137:/.test(error.message)) return undefined;
    throw error;
  }
}

/** A benchmark of a wrong graph is none: every project has to be there. */
export function assertProjects(output, { projects }) {
  const shown = output.split('\n').filter((line) => /^(?:lib|service)-\d+$/.test(line)).length;
  if (shown !== projects) throw new Error(`Nx shows ${shown} projects of ${projects}:\n${output.slice(0, 2000)}`);
}
