import { readlinkSync } from 'node:fs';
import { join } from 'node:path';
import type { Bed } from '../bed.ts';
import { choosePort } from '../system/ports.ts';

/** A cluster of the test bed as plain data: where it keeps things, and where its parts listen. */
export interface Cluster {
  /** Holds all that the cluster makes; it goes away with it. */
  readonly folder: string;
  readonly ports: Ports;
}

/** Ports of 127.0.0.1; the API server and the kubelet listen on the node's address, too. */
export interface Ports {
  readonly api: number;
  readonly etcd: number;
  readonly etcdPeer: number;
  readonly controllers: number;
  readonly scheduler: number;
  readonly kubelet: number;
  readonly kubeletHealth: number;
  readonly proxyHealth: number;
  readonly proxyMetrics: number;
}

/**
 * Names and addresses that are the same for every cluster: kube-proxy's netfilter table has a fixed name, so that a
 * network namespace has room for one node. The addresses are of the range for benchmarks (RFC 2544), which no other
 * network uses.
 */
export const network = {
  nodeName: 'testbed',
  /** The node's address is on a bridge of its own, so that nothing depends on the machine's interfaces. */
  nodeBridge: 'slipway-node',
  nodeAddress: '198.18.255.1',
  podBridge: 'slipway-pods',
  pods: '198.18.0.0/24',
  services: '198.18.64.0/20',
  /** The Service «kubernetes»: the first address of the range. */
  apiService: '198.18.64.1',
  /** Nobody answers there: the test bed has no cluster DNS, and a kubelet without an address for it complains of every pod. */
  dnsService: '198.18.64.10',
} as const;

/** Chooses free ports, from 16443 up. */
export async function planCluster(bed: Bed): Promise<Cluster> {
  const first = 16_443;
  const chosen = (offset: number): Promise<number> => choosePort(first + offset);
  return {
    folder: clusterFolder(bed),
    ports: {
      api: await chosen(0),
      etcd: await chosen(1),
      etcdPeer: await chosen(2),
      controllers: await chosen(3),
      scheduler: await chosen(4),
      kubelet: await chosen(5),
      kubeletHealth: await chosen(6),
      proxyHealth: await chosen(7),
      proxyMetrics: await chosen(8),
    },
  };
}

/** Where our cluster keeps everything but its logs. */
export function clusterFolder(bed: Bed): string {
  return join(bed.state, 'kubernetes');
}

/** The kubeconfig of our cluster's administrator. */
export function adminKubeconfig(bed: Bed): string {
  return join(clusterFolder(bed), 'admin.kubeconfig');
}

/**
 * The cgroup of all our pods. Network namespaces share the tree of cgroups, and a kubelet ends what it does not know
 * below its root: so each namespace has its own.
 */
export function cgroupName(): string {
  return `slipway-testbed-${/\d+/.exec(readlinkSync('/proc/self/ns/net'))?.[0] ?? '0'}`;
}

/** The socket of our containerd. */
export function containerdSocket(folder: string): string {
  return join(folder, 'containerd.sock');
}
