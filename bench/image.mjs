import { readFile, stat, writeFile } from 'node:fs/promises';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { join } from 'node:path';
import { compare, difference, ratio } from './harness/compare.mjs';
import { measure } from './harness/measure.mjs';
import { peerEnvironment, pushBase, versionOf } from './harness/peers.mjs';
import { withWorkspace } from './harness/workspace.mjs';

const executors = fileURLToPath(new URL('harness/executors.mjs', import.meta.url));
const goFlags = ['-trimpath', '-buildvcs=false', '-ldflags=-s -w'];

/** What an image costs over the `go build` inside it, beside ko and buildx. */
export async function run({ rounds = 9 }) {
  return await withWorkspace(async (workspace) => {
    await workspace.measureNx(['g', '@slipway/go:go-service', 'services/orders', '--no-interactive']);
    const { startRegistry } = await import(
      pathToFileURL(join(workspace.root, 'node_modules/@slipway/oci/dist/testing/index.js')).href
    );
    const registry = await startRegistry();
    try {
      const bench = await openBench(workspace, registry);
      // Caches are filled, and a peer that does not work here is left out, before anything counts.
      await bench.slipway();
      await bench.goBuild();
      const peers = await bench.usablePeers();
      const rows = [
        ...(await compare([bench.node, ...bench.variants('same', 'nothing changed', peers, () => {})], rounds)),
        ...(await compare(bench.variants('edit', 'one line changed', peers, bench.edit), rounds)),
        // Each run compiles the standard library: a few rounds say enough.
        ...(await compare(bench.coldVariants(peers), Math.min(rounds, 3))),
      ];
      return {
        title: 'Image of a service',
        what: [
          'A generated service, driver go, pushed to a registry in memory. Rows of executors leave out the start of Node in wall clock, not in CPU.',
          'buildx works in a daemon, so its CPU is not counted.',
          ...(bench.absent.length === 0 ? [] : [`Not on this machine, so left out: ${bench.absent.join(', ')}.`]),
        ].join(' '),
        rounds,
        rows,
        figures: [...timeFigures(rows, peers), ...(await bench.sizeFigures()), ...(await bench.requestFigures(peers))],
        versions: { ...workspace.versions, ...bench.versions },
      };
    } finally {
      await registry.close();
    }
  });
}

async function openBench(workspace, registry) {
  const { root } = workspace;
  const service = join(root, 'services/orders');
  const main = join(service, 'cmd/orders/main.go');
  const source = await readFile(main, 'utf8');
  const versions = {};
  const absent = [];
  const base = await pushBase(root, registry.host, join(root, 'tmp'));
  const koEnvironment = {
    ...peerEnvironment,
    KO_DOCKER_REPO: `${registry.host}/ko`,
    KO_DEFAULTBASEIMAGE: base,
    KO_CONFIG_PATH: join(root, 'tmp'),
  };
  await writeFile(
    join(root, 'tmp/.ko.yaml'),
    'builds:\n  - id: orders\n    main: ./cmd/orders\n    ldflags: [-s, -w]\n',
  );
  let samples = 0;

  const goBuild = (env = {}) =>
    measure(['go', 'build', ...goFlags, '-o', join(root, 'tmp/orders'), './cmd/orders'], {
      cwd: service,
      env: { CGO_ENABLED: '0', ...env },
    });
  const execute = async (steps, env = {}) => {
    const argv = steps.flatMap(([name, options]) => [name, JSON.stringify(options)]);
    const measured = await measure([process.execPath, executors, root, 'orders', ...argv], { cwd: root, env });
    const { inside, rss } = JSON.parse(measured.output.trimEnd().split('\n').at(-1));
    bench.rss = Math.max(bench.rss, rss);
    return { ...measured, wall: inside };
  };
  const build = ['docker-build', {}];
  const push = ['docker-push', { registry: registry.host }];

  const bench = {
    absent,
    versions,
    rss: 0,
    node: { name: 'node', what: '`node -e 0`', run: () => measure([process.execPath, '-e', '0'], { cwd: root }) },
    goBuild,
    slipway: () => execute([build, push]),
    /** Changes one line so that every run compiles and links anew: Go would know a text it has seen. */
    edit: () => writeFile(main, source.replace('"orders:"', `"orders ${++samples}:"`)),

    async usablePeers() {
      const found = [];
      for (const [name, version] of [
        ['ko', ['ko', 'version']],
        ['buildx', ['docker', 'buildx', 'version']],
        ['crane', ['crane', 'version']],
      ]) {
        const text = await versionOf(version);
        const works = text !== undefined && (name === 'crane' || (await this.peers[name]().then(isTrue, isFalse)));
        if (works) versions[name] = text;
        (works ? found : absent).push(name);
      }
      return found;
    },
    peers: {
      ko: (env = {}) =>
        measure(['ko', 'build', './cmd/orders', '--bare', '--sbom=none', '--tags=bench'], {
          cwd: service,
          env: { ...koEnvironment, ...env },
        }),
      buildx: async () => {
        await workspace.remove('tmp/buildx');
        const output = `--output=type=oci,tar=false,dest=${join(root, 'tmp/buildx')}`;
        return measure(['docker', 'buildx', 'build', '--quiet', '--provenance=false', output, '.'], {
          cwd: service,
          env: peerEnvironment,
        });
      },
    },

    variants(suffix, what, peers, prepare) {
      const variant = (name, label, run) => ({ name: `${name}-${suffix}`, what: `${label}, ${what}`, prepare, run });
      return [
        variant('go', '`go build`', () => goBuild()),
        variant('build', 'docker-build in the executor', () => execute([build])),
        variant('slipway', 'docker-build and docker-push in the executors', () => execute([build, push])),
        ...(peers.includes('ko') ? [variant('ko', '`ko build` with push', () => this.peers.ko())] : []),
        ...(peers.includes('buildx')
          ? [variant('buildx', '`docker buildx build` to a layout', () => this.peers.buildx())]
          : []),
        variant('nx', '`nx run orders:docker-build`, Nx cache skipped', () =>
          workspace.measureNx(['run', 'orders:docker-build', '--skip-nx-cache']),
        ),
      ];
    },

    coldVariants(peers) {
      const kept = ['tmp/gocache', 'tmp/orders', '.nx/workspace-data/slipway'];
      const prepare = () => workspace.remove(...kept);
      const env = { GOCACHE: join(root, 'tmp/gocache') };
      const variant = (name, label, run) => ({
        name: `${name}-cold`,
        what: `${label}, own empty GOCACHE`,
        prepare,
        run,
      });
      return [
        variant('go', '`go build`', () => goBuild(env)),
        variant('build', 'docker-build in the executor', () => execute([build], env)),
        ...(peers.includes('ko') ? [variant('ko', '`ko build` with push', () => this.peers.ko(env))] : []),
      ];
    },

    async sizeFigures() {
      await execute([build]);
      await goBuild();
      const { size } = JSON.parse(await readFile(join(root, 'dist/services/orders/image.json'), 'utf8'));
      const { size: binary } = await stat(join(root, 'tmp/orders'));
      return [
        { what: 'image as stored, less the binary', value: megabytes(size - binary), unit: 'MB', bar: 2.5 },
        { what: 'most memory of a process with the executors', value: megabytes(this.rss), unit: 'MB', bar: 150 },
      ];
    },

    async requestFigures(peers) {
      const layout = join(root, 'dist/services/orders/oci');
      const crane = () =>
        measure(['crane', 'push', layout, `${registry.host}/crane:bench`], { cwd: root, env: peerEnvironment });
      const count = async (action) => {
        registry.clearLog();
        await action();
        return registry.log.length;
      };
      const withCrane = peers.includes('crane');
      const ours = () => execute([push]);
      await ours();
      if (withCrane) await crane();
      await this.edit();
      await execute([build]);
      const changed = { ours: await count(ours), crane: withCrane ? await count(crane) : undefined };
      const same = { ours: await count(ours), crane: withCrane ? await count(crane) : undefined };
      const figure = (what, value, bar) => ({ what, value, unit: 'requests', ...(bar === undefined ? {} : { bar }) });
      return [
        figure('push of an unchanged image', same.ours, 2),
        figure('push of a changed binary', changed.ours, changed.crane ?? 12),
        ...(withCrane
          ? [figure('crane, unchanged image', same.crane), figure('crane, changed binary', changed.crane)]
          : []),
      ];
    },
  };
  return bench;
}

function timeFigures(rows, peers) {
  const over = (what, ours, floor, bar) => ({ what, value: difference(rows, ours, floor, 'wall'), unit: 'ms', bar });
  const times = (what, ours, floor, bar) => ({
    what,
    value: ratio(rows, ours, floor, 'wall'),
    unit: 'ratio',
    ...(bar === undefined ? {} : { bar }),
  });
  const alone = rows.find(({ name }) => name === 'slipway-same').wall.median;
  return [
    { what: 'nothing changed, with push, in the executors', value: alone, unit: 'ms', bar: 120 },
    over('nothing changed, docker-build over `go build`', 'build-same', 'go-same'),
    over('one line changed, docker-build over `go build`', 'build-edit', 'go-edit', 150),
    times('empty cache, docker-build to `go build`', 'build-cold', 'go-cold', 1.05),
    ...(peers.includes('ko')
      ? [
          times('nothing changed, with push, to ko', 'slipway-same', 'ko-same'),
          times('one line changed, with push, to ko', 'slipway-edit', 'ko-edit', 0.9),
        ]
      : []),
    ...(peers.includes('buildx')
      ? [times('one line changed, docker-build to buildx', 'build-edit', 'buildx-edit')]
      : []),
  ];
}

function megabytes(bytes) {
  return Number((bytes / 1e6).toFixed(1));
}

const isTrue = () => true;
const isFalse = () => false;
