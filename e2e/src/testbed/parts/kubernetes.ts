import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import type { Bed } from '../bed.ts';
import { cgroupMounts } from '../kubernetes/cgroups.ts';
import { makeCertificates } from '../kubernetes/certificates.ts';
import { adminKubeconfig, clusterFolder, network, planCluster } from '../kubernetes/cluster.ts';
import { startControlPlane } from '../kubernetes/control-plane.ts';
import { writeKubeconfigs } from '../kubernetes/kubeconfig.ts';
import { askCluster, findKubectl, linkKubectl, unlinkKubectl } from '../kubernetes/kubectl.ts';
import { daemons, removeCluster } from '../kubernetes/leftovers.ts';
import { hasServiceRules, makeNetwork } from '../kubernetes/network.ts';
import { startContainerd, startNode } from '../kubernetes/node.ts';
import { findRunningNode } from '../kubernetes/other-node.ts';
import { kubeProgram, obtainNodeFiles, obtainPrograms } from '../kubernetes/programs.ts';
import type { Part } from '../part.ts';
import { Refusal } from '../refusal.ts';
import { isDaemonAlive } from '../system/daemon.ts';
import { installPackages } from '../system/debian.ts';
import { run, runOrRefuse, systemPath } from '../system/run.ts';

const readyDeadline = 120_000;

/** A Kubernetes of one node with real pods: the one that a kubeconfig names, a running one, or one of ours. */
export const kubernetes: Part = {
  name: 'kubernetes',
  purpose: 'a Kubernetes of one node, with real pods',
  needs: [],
  byDefault: true,

  async status(bed) {
    const { kubeconfig, ours } = await chooseCluster(bed);
    const cluster = await askCluster(bed, kubeconfig);
    if (cluster === undefined) return { state: 'down', detail: ours ? 'not running' : `${kubeconfig} leads nowhere` };
    const detail = `${cluster.version} on ${cluster.server}`;
    if (findKubectl(bed) === undefined) return { state: 'down', detail: `${detail}, but no kubectl` };
    return { state: ours ? 'up' : 'foreign', detail };
  },

  async whyNot(bed) {
    if (!(await chooseCluster(bed)).ours) return undefined;
    if (process.platform !== 'linux') return 'pods need Linux';
    if (process.getuid?.() !== 0) return 'a node needs root';
    if (cgroupMounts().length === 0) return 'no cgroups are mounted below /sys/fs/cgroup';
    return undefined;
  },

  prepare: obtainPrograms,

  async up(bed) {
    const { kubeconfig, ours } = await chooseCluster(bed);
    if (!ours && (await askCluster(bed, kubeconfig)) === undefined) {
      throw new Refusal(`No cluster answers to ${kubeconfig}: mend it, or unset SLIPWAY_TESTBED_KUBECONFIG.`);
    }
    await obtainPrograms(bed);
    // An older kubectl of this machine need not understand our cluster; somebody else's comes with its own.
    if (ours || findKubectl(bed) === undefined) await linkKubectl(bed);
    if (ours) await startCluster(bed);
  },

  async down(bed) {
    await removeCluster(bed);
    await unlinkKubectl(bed);
  },

  async environment(bed) {
    const { kubeconfig } = await chooseCluster(bed);
    return { SLIPWAY_TESTBED_KUBECONFIG: kubeconfig, SLIPWAY_TESTBED_KUBECTL: findKubectl(bed) ?? 'kubectl' };
  },
};

/** Our cluster while it runs, else the one that a kubeconfig was given for, else one that runs where tools are kept. */
async function chooseCluster(bed: Bed): Promise<{ readonly kubeconfig: string; readonly ours: boolean }> {
  const own = adminKubeconfig(bed);
  if (await isDaemonAlive(bed, 'kube-apiserver')) return { kubeconfig: own, ours: true };
  if (bed.kubeconfig !== undefined && bed.kubeconfig !== own) return { kubeconfig: bed.kubeconfig, ours: false };
  const running = join(bed.kube, 'admin.kubeconfig');
  if ((await askCluster(bed, running)) !== undefined) return { kubeconfig: running, ours: false };
  return { kubeconfig: own, ours: true };
}

async function startCluster(bed: Bed): Promise<void> {
  await removeCluster(bed); // what is left of one that was killed
  await installPackages(bed, { nft: 'nftables', iptables: 'iptables', ip: 'iproute2', openssl: 'openssl' });
  const nft = await run(['nft', 'list', 'tables']);
  if (nft.code !== 0) throw new Refusal(`A node needs nf_tables of the kernel: ${nft.output.trim()}`);
  if (await hasServiceRules()) await clearServiceRules(bed);
  const files = await obtainNodeFiles(bed);
  const cluster = await planCluster(bed);
  mkdirSync(clusterFolder(bed), { recursive: true, mode: 0o700 });
  try {
    await Promise.all([makeCertificates(cluster).then(() => writeKubeconfigs(cluster)), makeNetwork()]);
    await Promise.all([startControlPlane(bed, cluster), startContainerd(bed, cluster, files)]);
    await startNode(bed, cluster, files);
    await waitUntilReady(bed);
  } catch (error) {
    await removeCluster(bed);
    throw error;
  }
}

/** Removes the rules that a Kubernetes which was killed has left. Refuses to touch those of one that runs. */
async function clearServiceRules(bed: Bed): Promise<void> {
  const node = await findRunningNode();
  if (node !== undefined) {
    throw new Refusal(
      `Another Kubernetes keeps its Services in the netfilter of this machine, and there is room for one: use it by SLIPWAY_TESTBED_KUBECONFIG, or stop it. It is ${node}.`,
    );
  }
  await runOrRefuse([kubeProgram(bed), 'kube-proxy', '--cleanup'], { env: systemPath() });
}

/** Ready: the node says so, and pods can be made, for which the default service account has to be there. */
async function waitUntilReady(bed: Bed): Promise<void> {
  const kubectl = [kubeProgram(bed), 'kubectl', '--kubeconfig', adminKubeconfig(bed)];
  const condition = 'jsonpath={.status.conditions[?(@.type=="Ready")].status}';
  const deadline = Date.now() + readyDeadline;
  for (;;) {
    const node = await run([...kubectl, 'get', 'node', network.nodeName, '--output', condition]);
    const account = await run([...kubectl, 'get', 'serviceaccount', 'default', '--namespace', 'default']);
    if (node.stdout === 'True' && account.code === 0) return;
    const alive = await Promise.all(daemons.map((name) => isDaemonAlive(bed, name)));
    const dead = daemons.filter((_, index) => alive[index] !== true);
    if (dead.length > 0 || Date.now() > deadline) {
      const reason = dead.length > 0 ? `${dead.join(', ')} ended` : node.output.trim() || 'the node is not ready';
      throw new Refusal(`Kubernetes did not come up: ${reason}; logs are in ${join(bed.state, 'log')}.`);
    }
    await delay(100);
  }
}
