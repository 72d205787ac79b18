import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Bed } from '../bed.ts';
import type { Part } from '../part.ts';
import { isDaemonAlive, startDaemon, stopDaemon } from '../system/daemon.ts';
import { assertCanInstall, installPackages } from '../system/debian.ts';
import { ask } from '../system/http.ts';
import { linkInto } from '../system/link.ts';
import { unmountBelow } from '../system/mounts.ts';
import { findExecutable } from '../system/run.ts';
import { linkClient, missingClients, unlinkClient, unpackEngine } from './docker-files.ts';
import { registryAddress } from './registry.ts';

const daemon = 'dockerd';

/** A Docker engine with buildx and compose: the running one, or one of ours from Debian packages that are not installed. */
export const docker: Part = {
  name: 'docker',
  purpose: 'a Docker engine with buildx and compose',
  needs: ['registry'],
  byDefault: true,

  async status(bed) {
    const version = await engineVersion(bed);
    if (version === undefined) return { state: 'down', detail: `nothing answers on ${bed.dockerSocket}` };
    const missing = await missingClients(bed);
    if (missing.length > 0) return { state: 'down', detail: `engine ${version}, but no ${missing.join(', ')}` };
    const ours = await isDaemonAlive(bed, daemon);
    return { state: ours ? 'up' : 'foreign', detail: `${version} on ${bed.dockerSocket}` };
  },

  async up(bed) {
    const running = (await engineVersion(bed)) !== undefined;
    if (!running) assertCanInstall('A Docker engine');
    if ((await missingClients(bed)).length > 0) await linkClient(bed, await unpackEngine(bed));
    if (!running) await startEngine(bed, await unpackEngine(bed));
  },

  async down(bed) {
    await stopDaemon(bed, daemon);
    // The engine leaves mounts behind, and a folder with a mount in it cannot be removed.
    if (!(await isDaemonAlive(bed, daemon))) await unmountBelow(join(bed.state, 'docker'));
    await unlinkClient(bed);
  },
};

/** The version of the engine on the bed's socket, or undefined when none answers. */
export async function engineVersion(bed: Bed): Promise<string | undefined> {
  const answer = await ask({ socketPath: bed.dockerSocket }, '/version');
  if (answer?.status !== 200) return undefined;
  return (JSON.parse(answer.body) as { readonly Version: string }).Version;
}

/** Whether the engine has an image under this name. */
export async function engineHolds(bed: Bed, image: string): Promise<boolean> {
  const answer = await ask({ socketPath: bed.dockerSocket }, `/images/${image}/json`);
  return answer?.status === 200;
}

async function startEngine(bed: Bed, files: string): Promise<void> {
  await installPackages(bed, { iptables: 'iptables', runc: 'runc' });
  // The engine finds its helpers on PATH, so they get a folder of their own.
  // runc is this machine's: the one of a newer suite wants a newer C library.
  const engine = join(bed.state, 'docker/engine');
  const helpers = [
    'usr/sbin/dockerd',
    'usr/sbin/docker-proxy',
    'usr/bin/containerd',
    'usr/bin/containerd-shim-runc-v2',
  ];
  await linkInto(engine, [...helpers.map((path) => join(files, path)), findExecutable('runc') ?? '/usr/sbin/runc']);

  const registry = await registryAddress(bed);
  const config = join(bed.state, 'docker/daemon.json');
  const settings = {
    'data-root': join(bed.state, 'docker/data'),
    'exec-root': join(bed.state, 'docker/exec'),
    pidfile: join(bed.state, 'docker/dockerd.pid'),
    hosts: [`unix://${bed.dockerSocket}`],
    group: 'root',
    'registry-mirrors': registry === undefined ? [] : [`http://${registry}`],
    // The containerd store keeps images as OCI layouts, multi-platform ones too.
    features: { 'containerd-snapshotter': true, buildkit: true },
  };
  await mkdir(join(bed.state, 'docker'), { recursive: true });
  await writeFile(config, JSON.stringify(settings, undefined, 2));
  await startDaemon(bed, {
    name: daemon,
    command: [join(engine, 'dockerd'), '--config-file', config],
    env: { PATH: `${engine}:/usr/sbin:/sbin:${process.env['PATH'] ?? ''}` },
    isReady: async () => (await engineVersion(bed)) !== undefined,
  });
}
