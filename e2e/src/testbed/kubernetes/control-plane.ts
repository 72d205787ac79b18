import { join } from 'node:path';
import type { Bed } from '../bed.ts';
import { startDaemon } from '../system/daemon.ts';
import { ask } from '../system/http.ts';
import { run } from '../system/run.ts';
import { certificateFolder } from './certificates.ts';
import { network, type Cluster } from './cluster.ts';
import { kubeconfigOf } from './kubeconfig.ts';
import { kubeProgram } from './programs.ts';

/** Neither a pod nor another component is reached through a proxy. */
export const withoutProxy = { HTTP_PROXY: '', HTTPS_PROXY: '', http_proxy: '', https_proxy: '' };

/** Starts etcd and the API server, then the controllers and the scheduler, for whose readiness nobody waits here. */
export async function startControlPlane(bed: Bed, cluster: Cluster): Promise<void> {
  await startEtcd(bed, cluster);
  await startApiServer(bed, cluster);
  const start = (name: string, kubeconfig: string, port: number, more: readonly string[]): Promise<void> =>
    startDaemon(bed, {
      name,
      command: [
        ...[kubeProgram(bed), name, `--kubeconfig=${kubeconfig}`, '--leader-elect=false'],
        ...[`--authentication-kubeconfig=${kubeconfig}`, `--authorization-kubeconfig=${kubeconfig}`],
        ...['--bind-address=127.0.0.1', `--secure-port=${port}`],
        // At the default of 20 requests a second the controllers need five seconds to start, a token each.
        ...['--kube-api-qps=500', '--kube-api-burst=1000', ...more],
      ],
      env: withoutProxy,
      isReady: () => Promise.resolve(true),
    });
  const pki = certificateFolder(cluster);
  await start('kube-controller-manager', kubeconfigOf(cluster, 'controllers'), cluster.ports.controllers, [
    '--use-service-account-credentials=true',
    `--service-account-private-key-file=${pki}/tokens.key`,
    `--root-ca-file=${pki}/ca.crt`,
    `--cluster-signing-cert-file=${pki}/ca.crt`,
    `--cluster-signing-key-file=${pki}/ca.key`,
  ]);
  await start('kube-scheduler', kubeconfigOf(cluster, 'scheduler'), cluster.ports.scheduler, []);
}

function etcdAddress({ ports }: Cluster): string {
  return `http://127.0.0.1:${ports.etcd}`;
}

async function startEtcd(bed: Bed, cluster: Cluster): Promise<void> {
  const { folder, ports } = cluster;
  const peer = `http://127.0.0.1:${ports.etcdPeer}`;
  await startDaemon(bed, {
    name: 'etcd',
    command: [
      ...[kubeProgram(bed), 'etcd', '--name=testbed', `--data-dir=${join(folder, 'etcd')}`, '--log-level=warn'],
      ...[`--listen-client-urls=${etcdAddress(cluster)}`, `--advertise-client-urls=${etcdAddress(cluster)}`],
      ...[`--listen-peer-urls=${peer}`, `--initial-advertise-peer-urls=${peer}`, `--initial-cluster=testbed=${peer}`],
      // The data goes away with the cluster; and the only member need not wait a second for an election.
      ...['--unsafe-no-fsync', '--heartbeat-interval=10', '--election-timeout=100'],
    ],
    isReady: async () => (await ask({ port: ports.etcd }, '/health'))?.status === 200,
  });
}

async function startApiServer(bed: Bed, cluster: Cluster): Promise<void> {
  const pki = certificateFolder(cluster);
  const admin = kubeconfigOf(cluster, 'admin');
  await startDaemon(bed, {
    name: 'kube-apiserver',
    command: [
      ...[kubeProgram(bed), 'kube-apiserver', `--etcd-servers=${etcdAddress(cluster)}`],
      ...[`--secure-port=${cluster.ports.api}`, `--advertise-address=${network.nodeAddress}`],
      ...[`--tls-cert-file=${pki}/apiserver.crt`, `--tls-private-key-file=${pki}/apiserver.key`],
      ...[`--client-ca-file=${pki}/ca.crt`, '--anonymous-auth=false'],
      ...['--authorization-mode=Node,RBAC', '--enable-admission-plugins=NodeRestriction', '--allow-privileged=true'],
      `--service-cluster-ip-range=${network.services}`,
      '--service-account-issuer=https://kubernetes.default.svc.cluster.local',
      ...[`--service-account-key-file=${pki}/tokens.pub`, `--service-account-signing-key-file=${pki}/tokens.key`],
      `--kubelet-client-certificate=${pki}/apiserver-kubelet-client.crt`,
      `--kubelet-client-key=${pki}/apiserver-kubelet-client.key`,
      ...[`--kubelet-certificate-authority=${pki}/ca.crt`, '--kubelet-preferred-address-types=InternalIP'],
      '--enable-aggregator-routing=false',
    ],
    env: withoutProxy,
    isReady: async () =>
      (await run([kubeProgram(bed), 'kubectl', '--kubeconfig', admin, 'get', '--raw', '/readyz'])).code === 0,
  });
}
