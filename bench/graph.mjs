import { mkdtemp, realpath, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { compare } from './harness/compare.mjs';
import { judgeAccuracy } from './harness/graph/accuracy.mjs';
import { contender, contenders, nxVersions, peerPackages } from './harness/graph/contenders.mjs';
import { graphFigures, scalingTable } from './harness/graph/figures.mjs';
import { installAll } from './harness/graph/installations.mjs';
import { assertProjects, createSized, measureScaling } from './harness/graph/scaling.mjs';
import { writeTargets } from './harness/graph/write-targets.mjs';

const services = 1000;
const sizes = [10, 100, services, 5000];
const changedFile = 'services/team-0000/service-0003/internal/api/api.go';
const scaled = ['floor-22', 'nx-go-22', 'floor-23', 'gonx-23', 'floor-24', 'slipway-24'];
const judged = ['nx-go-22', 'gonx-23', 'slipway-22', 'slipway-23', 'slipway-24'];

/** What the project graph costs with our plugins and with peers, each over the same workspace and Nx without a plugin. */
export async function run({ rounds = 5 }) {
  const folder = await realpath(await mkdtemp(join(tmpdir(), 'slipway-bench-')));
  try {
    const installations = await installAll(folder);
    const accuracy = await judgeAccuracy({
      root: join(folder, 'accuracy'),
      installations,
      contenders: judged.map(contender),
    });
    const { rows, edges } = await measureSides({ folder, installations, rounds });
    const names = scaled;
    const scaling = await measureScaling({
      folder,
      installations,
      names,
      sizes,
      rounds: Math.min(rounds, 3),
      seconds: 180,
    });
    return {
      title: 'Project graph',
      what: [
        `\`nx show projects\` without daemon, in a workspace of ${services} services and ${services / 10} libraries:`,
        `a module each with ten Go files and a project.json that has only a name, one go.work. The same seed, the same bytes.`,
        'Cold is without `.nx`; changed is one line more in one Go file. Each is measured over the same workspace and the same Nx without a plugin.',
        'Plugins run in the process, where all CPU is theirs and Nx’s; rows that say «isolated» have them in processes of their own, as Nx does by default: CPU and memory are sums over all Node processes there, elsewhere memory is the most that one process held.',
        'Figures of CPU are of the least of all rounds.',
      ].join(' '),
      rounds,
      rows,
      figures: graphFigures({ rows, scaling, sizes }),
      tables: [edgesTable(accuracy, edges), scalingTable({ scaling, sizes, names })],
      versions: versions(),
    };
  } finally {
    await rm(folder, { recursive: true, force: true, maxRetries: 5 });
  }
}

/** All contenders in one workspace, cold, with nothing changed and with one file changed. */
async function measureSides({ folder, installations, rounds }) {
  const sized = await createSized({ folder, services, installations });
  const written = await createSized({ folder: join(folder, 'written'), services, installations });
  const edges = new Map();
  const inPlace = async (one) => {
    const { workspace, plan } = one.isWritten ? written : sized;
    await (one.isWritten ? sized : written).workspace.leave();
    await workspace.enter(one);
    return { workspace, plan };
  };
  const { workspace: first } = await inPlace(contender('slipway-24'));
  await first.show();
  await writeTargets(written.workspace.root, (await first.readGraph()).nodes);
  const variants = contenders.flatMap((one) => {
    const { name, what } = one;
    const show = async (settings) => {
      const { workspace, plan } = await inPlace(one);
      const measured = await workspace.show(settings);
      assertProjects(measured.output, plan);
      return measured;
    };
    const forget = async () => (await inPlace(one)).workspace.forget();
    const cold = async () => {
      const measured = await show();
      const { workspace, plan } = await inPlace(one);
      if (!edges.has(name)) edges.set(name, difference(plan.edges, (await workspace.readGraph()).edges));
      return measured;
    };
    const changed = async () => (await inPlace(one)).workspace.withChange(changedFile, show);
    const warm = async () => (await inPlace(one)) && undefined;
    const state = (state, more) => ({ name: `${name}-${state}`, what: `${what}, ${state}`, ...more });
    const isIsolated = one.floor !== undefined;
    return [
      ...(isIsolated
        ? [state('cold, isolated', { prepare: forget, run: () => show({ isolated: true }), rounds: 2 })]
        : []),
      state('cold', { prepare: forget, run: cold }),
      state('nothing changed', { prepare: warm, run: show }),
      state('one file changed', { prepare: warm, run: changed }),
    ];
  });
  const rows = await compare(variants, rounds);
  await sized.workspace.leave();
  await written.workspace.leave();
  return { rows, edges };
}

function difference(wanted, found) {
  const missed = wanted.filter((edge) => !found.includes(edge)).length;
  return { missed, wrong: found.filter((edge) => !wanted.includes(edge)).length };
}

function edgesTable({ head, rows }, edges) {
  const last = judged.map((name) => {
    const { missed, wrong } = edges.get(name);
    return missed + wrong === 0 ? 'right' : `**${missed} missed, ${wrong} wrong**`;
  });
  return { head, rows: [...rows, [`the workspace of ${services} services`, 'all edges', ...last]] };
}

function versions() {
  const peers = Object.assign({}, ...Object.values(peerPackages));
  return { nx: Object.values(nxVersions).join(', '), ...peers };
}
