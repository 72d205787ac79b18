import { existsSync } from 'node:fs';
import { cp, mkdir, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Bed } from '../bed.ts';
import type { Part } from '../part.ts';
import { isDaemonAlive, startDaemon, stopDaemon } from '../system/daemon.ts';
import { assertCanInstall, installPackages } from '../system/debian.ts';
import { run, runOrRefuse } from '../system/run.ts';
import { registryAddress } from './registry.ts';

const daemon = 'buildkitd';
/** The newest version whose modules the public Go proxy serves in full. */
const version = 'v0.33.1';
const programs = ['buildkitd', 'buildctl'] as const;

/** BuildKit without Docker, as a cluster of builders runs it. */
export const buildkit: Part = {
  name: 'buildkit',
  purpose: 'a stand-alone BuildKit',
  needs: ['registry'],
  byDefault: true,

  async status(bed) {
    const ready = (await isDaemonAlive(bed, daemon)) && (await answers(bed));
    return ready ? { state: 'up', detail: address(bed) } : { state: 'down', detail: 'not running' };
  },

  async up(bed) {
    assertCanInstall('A stand-alone BuildKit');
    await installPackages(bed, { runc: 'runc' });
    await obtainPrograms(bed);
    await startDaemon(bed, {
      name: daemon,
      command: [program(bed, 'buildkitd'), '--config', await writeConfig(bed)],
      isReady: () => answers(bed),
    });
  },

  prepare: obtainPrograms,

  down: (bed) => stopDaemon(bed, daemon),

  async environment(bed) {
    return (await isDaemonAlive(bed, daemon)) ? { BUILDKIT_HOST: address(bed) } : {};
  },
};

function address(bed: Bed): string {
  return `unix://${bed.state}/buildkit/buildkitd.sock`;
}

function program(bed: Bed, name: (typeof programs)[number]): string {
  return join(bed.tools, 'bin', name);
}

async function answers(bed: Bed): Promise<boolean> {
  return (await run([program(bed, 'buildctl'), '--addr', address(bed), 'debug', 'workers'])).code === 0;
}

async function obtainPrograms(bed: Bed): Promise<void> {
  if (!programs.every((name) => existsSync(program(bed, name)))) await compile(bed);
}

/** `go install` refuses modules with «exclude» lines, so BuildKit is built as the main module from a copy of its source. */
async function compile(bed: Bed): Promise<void> {
  bed.say(`  compiling BuildKit ${version}: some minutes, once`);
  const source = join(bed.state, 'buildkit/source');
  await rm(source, { recursive: true, force: true });
  await mkdir(source, { recursive: true });
  const env = { GOWORK: 'off', GOFLAGS: '-mod=mod -buildvcs=false', CGO_ENABLED: '0' };
  const download = ['go', 'mod', 'download', '-json', `github.com/moby/buildkit@${version}`];
  const { Dir } = JSON.parse(await runOrRefuse(download, { cwd: source, env })) as { readonly Dir: string };
  await cp(Dir, source, { recursive: true });
  await runOrRefuse(['chmod', '-R', 'u+w', source]);
  const flags = ['-trimpath', '-ldflags', `-s -w -X github.com/moby/buildkit/version.Version=${version}`];
  const bin = join(bed.tools, 'bin');
  await mkdir(bin, { recursive: true });
  const packages = programs.map((name) => `./cmd/${name}`);
  await runOrRefuse(['go', 'build', ...flags, '-o', `${bin}/`, ...packages], { cwd: source, env });
  await rm(source, { recursive: true, force: true });
}

async function writeConfig(bed: Bed): Promise<string> {
  const folder = join(bed.state, 'buildkit');
  await mkdir(folder, { recursive: true });
  const registry = await registryAddress(bed);
  const mirrors = registry === undefined ? {} : { 'docker.io': registry, 'gcr.io': `${registry}/gcr.io` };
  const config = [
    `root = ${JSON.stringify(join(folder, 'data'))}`,
    '[grpc]',
    `address = [${JSON.stringify(address(bed))}]`,
    '[worker.oci]',
    'enabled = true',
    'binary = "runc"',
    // The default policy drops cache mounts and keeps a fifth of the disk free: neither suits a test bed.
    'gc = false',
    '[worker.containerd]',
    'enabled = false',
    ...Object.entries(mirrors).flatMap(([host, mirror]) => [`[registry."${host}"]`, `mirrors = ["${mirror}"]`]),
    ...(registry === undefined ? [] : [`[registry."${registry}"]`, 'http = true']),
    '',
  ];
  const file = join(folder, 'buildkitd.toml');
  await writeFile(file, config.join('\n'));
  return file;
}
