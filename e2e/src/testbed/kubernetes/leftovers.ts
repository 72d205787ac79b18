import { existsSync } from 'node:fs';
import { readFile, readdir, readlink, rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { Bed } from '../bed.ts';
import { stopDaemon } from '../system/daemon.ts';
import { unmountBelow } from '../system/mounts.ts';
import { removeCgroup } from './cgroups.ts';
import { cgroupName, clusterFolder, containerdSocket, network } from './cluster.ts';
import { removeNetwork } from './network.ts';

/** Everything that asks the API server, and the API server. */
const components = ['kube-proxy', 'kubelet', 'kube-scheduler', 'kube-controller-manager', 'kube-apiserver'];

/** Names of all daemons of a cluster. */
export const daemons: readonly string[] = [...components, 'kube-containerd', 'etcd'];

/**
 * Ends a cluster and removes what it made outside of its folder, also when its processes were killed before; does
 * nothing where there was none. Containers outlive the kubelet and containerd, and mounts outlive containers.
 */
export async function removeCluster(bed: Bed): Promise<void> {
  const folder = clusterFolder(bed);
  if (!existsSync(folder)) return;
  await Promise.all(components.map((name) => stopDaemon(bed, name)));
  await removeCgroup(cgroupName());
  await killShims(folder);
  await Promise.all(['kube-containerd', 'etcd'].map((name) => stopDaemon(bed, name)));
  await unmountBelow(folder);
  await removeNetwork();
  await removeTraces(folder);
  await rm(folder, { recursive: true });
}

/** A shim holds each container, outside of the pod's cgroup; it is known by the socket of its containerd. */
async function killShims(folder: string): Promise<void> {
  const pids = (await readdir('/proc')).filter((name) => /^\d+$/.test(name));
  for (const pid of pids) {
    const words = (await readFile(`/proc/${pid}/cmdline`, 'utf8').catch(() => '')).split('\0');
    const isOurs = words[words.indexOf('-address') + 1] === containerdSocket(folder);
    if (isOurs && words[0]?.includes('containerd-shim') === true) process.kill(Number(pid), 'SIGKILL');
  }
}

/** Links to logs and records of addresses, which a kubelet and a network plugin keep at fixed places. */
async function removeTraces(folder: string): Promise<void> {
  const logs = '/var/log/containers';
  for (const name of await readdir(logs).catch(() => [])) {
    const target = await readlink(join(logs, name)).catch(() => '');
    if (target.startsWith(`${folder}/`)) await rm(join(logs, name));
  }
  const results = '/var/lib/cni/results';
  for (const name of await readdir(results).catch(() => [])) {
    if (name.startsWith(`${network.podBridge}-`)) await rm(join(results, name));
  }
}
