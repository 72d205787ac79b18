import { existsSync, statSync } from 'node:fs';
import { mkdir, symlink, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import type { Bed } from '../bed.ts';
import { startDaemon } from '../system/daemon.ts';
import { ask } from '../system/http.ts';
import { run, runOrRefuse, systemPath } from '../system/run.ts';
import { makeCgroup } from './cgroups.ts';
import { cgroupName, containerdSocket, network, type Cluster } from './cluster.ts';
import { withoutProxy } from './control-plane.ts';
import { kubeconfigOf } from './kubeconfig.ts';
import {
  pauseImage,
  renderContainerdConfig,
  renderKubeletConfig,
  renderNetworkConfig,
  renderProxyConfig,
} from './node-config.ts';
import { writeProgramImage } from './pause-image.ts';
import { kubeProgram, nodeFile, pauseProgram } from './programs.ts';

/** Starts containerd, with the image that every pod needs in it. */
export async function startContainerd(bed: Bed, cluster: Cluster, files: string): Promise<void> {
  const { folder } = cluster;
  for (const name of ['cni', 'registries']) await mkdir(join(folder, name), { recursive: true });
  const config = join(folder, 'containerd.toml');
  await writeFile(config, renderContainerdConfig(cluster, files));
  await writeFile(join(folder, 'cni/10-pods.conflist'), renderNetworkConfig(cluster));
  const ctr = [nodeFile(files, 'ctr'), '--address', containerdSocket(folder), '--namespace', 'k8s.io'];
  await startDaemon(bed, {
    name: 'kube-containerd',
    command: [nodeFile(files, 'containerd'), '--config', config],
    env: { ...withoutProxy, ...nodePath(files) },
    isReady: async () => (await run([...ctr, 'version'])).code === 0,
  });
  const archive = join(folder, 'pause.tar');
  await writeProgramImage(pauseProgram(bed), pauseImage, archive);
  await runOrRefuse([...ctr, 'images', 'import', archive]);
}

/** Starts the kubelet and kube-proxy, and waits for the latter: the kubelet's readiness is the node's. */
export async function startNode(bed: Bed, cluster: Cluster, files: string): Promise<void> {
  const { folder, ports } = cluster;
  await makeCgroup(cgroupName());
  const resolver = join(folder, 'resolv.conf');
  // Pods resolve as this machine does; where it has no resolver, a kubelet still wants a file.
  if (existsSync('/etc/resolv.conf') && statSync('/etc/resolv.conf').size > 0)
    await symlink('/etc/resolv.conf', resolver);
  else await writeFile(resolver, 'nameserver 127.0.0.1\n');
  await writeFile(join(folder, 'kubelet.json'), renderKubeletConfig(cluster));
  await startDaemon(bed, {
    name: 'kubelet',
    command: [
      ...[kubeProgram(bed), 'kubelet', `--config=${folder}/kubelet.json`, `--root-dir=${folder}/kubelet`],
      ...[`--kubeconfig=${kubeconfigOf(cluster, 'node')}`, `--cert-dir=${folder}/kubelet/pki`],
      ...[`--hostname-override=${network.nodeName}`, `--node-ip=${network.nodeAddress}`],
    ],
    env: { ...withoutProxy, ...nodePath(files) },
    isReady: () => Promise.resolve(true),
  });
  await writeFile(join(folder, 'proxy.json'), renderProxyConfig(cluster));
  await startDaemon(bed, {
    name: 'kube-proxy',
    command: [kubeProgram(bed), 'kube-proxy', `--config=${folder}/proxy.json`],
    env: withoutProxy,
    isReady: async () => (await ask({ port: ports.proxyHealth }, '/livez'))?.status === 200,
  });
}

/** containerd finds its shim on PATH, and the kubelet finds the tools of system administrators there. */
function nodePath(files: string): { readonly PATH: string } {
  return systemPath([dirname(nodeFile(files, 'containerd')), dirname(nodeFile(files, 'runc'))]);
}
