import { certificateFolder } from './certificates.ts';
import { cgroupName, containerdSocket, network, type Cluster } from './cluster.ts';
import { kubeconfigOf } from './kubeconfig.ts';
import { cniFolder, nodeFile } from './programs.ts';

/** The name under which containerd knows the image of a pod's first process. */
export const pauseImage = 'slipway.local/pause:1';

/** containerd's configuration: everything below the cluster's folder, registries on 127.0.0.1 without TLS by default. */
export function renderContainerdConfig({ folder }: Cluster, files: string): string {
  const cri = 'plugins."io.containerd.grpc.v1.cri"';
  const quoted = (value: string): string => JSON.stringify(value);
  const unused = ['snapshotter.v1.aufs', 'snapshotter.v1.btrfs', 'snapshotter.v1.devmapper', 'snapshotter.v1.zfs'];
  return [
    'version = 2',
    `root = ${quoted(`${folder}/containerd`)}`,
    `state = ${quoted(`${folder}/containerd-state`)}`,
    `disabled_plugins = [${[...unused, 'internal.v1.opt'].map((name) => quoted(`io.containerd.${name}`)).join(', ')}]`,
    '[grpc]',
    `address = ${quoted(containerdSocket(folder))}`,
    `[${cri}]`,
    `sandbox_image = ${quoted(pauseImage)}`,
    'disable_apparmor = true',
    // Root may lack CAP_SYS_RESOURCE in a container, and then runc fails at the -998 of every pod.
    'restrict_oom_score_adj = true',
    'netns_mounts_under_state_dir = true',
    `[${cri}.containerd]`,
    'snapshotter = "overlayfs"',
    'default_runtime_name = "runc"',
    `[${cri}.containerd.runtimes.runc]`,
    'runtime_type = "io.containerd.runc.v2"',
    `[${cri}.containerd.runtimes.runc.options]`,
    `BinaryName = ${quoted(nodeFile(files, 'runc'))}`,
    'SystemdCgroup = false',
    `[${cri}.cni]`,
    `bin_dir = ${quoted(cniFolder(files))}`,
    `conf_dir = ${quoted(`${folder}/cni`)}`,
    `[${cri}.registry]`,
    `config_path = ${quoted(`${folder}/registries`)}`,
    '',
  ].join('\n');
}

/**
 * The pods' network: one bridge. Without masquerading and the firewall plugin, which leave rules behind for each pod
 * that dies with its node: pods reach each other, Services and this machine, not the world.
 */
export function renderNetworkConfig({ folder }: Cluster): string {
  const ranges = [[{ subnet: network.pods }]];
  const ipam = { type: 'host-local', dataDir: `${folder}/addresses`, ranges, routes: [{ dst: '0.0.0.0/0' }] };
  const bridge = { type: 'bridge', bridge: network.podBridge, isGateway: true, hairpinMode: true, ipam };
  return JSON.stringify({ cniVersion: '1.0.0', name: network.podBridge, plugins: [bridge] });
}

/** The kubelet's configuration. */
export function renderKubeletConfig(cluster: Cluster): string {
  const pki = certificateFolder(cluster);
  return JSON.stringify({
    apiVersion: 'kubelet.config.k8s.io/v1beta1',
    kind: 'KubeletConfiguration',
    containerRuntimeEndpoint: `unix://${containerdSocket(cluster.folder)}`,
    address: network.nodeAddress,
    port: cluster.ports.kubelet,
    healthzPort: cluster.ports.kubeletHealth,
    tlsCertFile: `${pki}/kubelet.crt`,
    tlsPrivateKeyFile: `${pki}/kubelet.key`,
    authentication: {
      anonymous: { enabled: false },
      webhook: { enabled: true },
      x509: { clientCAFile: `${pki}/ca.crt` },
    },
    authorization: { mode: 'Webhook' },
    clusterDomain: 'cluster.local',
    clusterDNS: [network.dnsService],
    resolvConf: `${cluster.folder}/resolv.conf`,
    seccompDefault: true,
    cgroupDriver: 'cgroupfs',
    cgroupRoot: `/${cgroupName()}`,
    enforceNodeAllocatable: ['pods'],
    // From 1.35 on the kubelet refuses cgroup v1 unless told otherwise.
    failCgroupV1: false,
    failSwapOn: false,
    maxPods: 100,
    // Rules that nobody needs here, and that stay when the kubelet is gone.
    makeIPTablesUtilChains: false,
    // Images came once, over no network: never collect them, and never evict for a disk that others fill.
    imageGCHighThresholdPercent: 100,
    imageGCLowThresholdPercent: 99,
    evictionHard: { 'memory.available': '100Mi', 'nodefs.available': '1%', 'imagefs.available': '1%' },
    podLogsDir: `${cluster.folder}/pod-logs`,
    nodeStatusUpdateFrequency: '5s',
  });
}

/** kube-proxy's configuration. */
export function renderProxyConfig(cluster: Cluster): string {
  return JSON.stringify({
    apiVersion: 'kubeproxy.config.k8s.io/v1alpha1',
    kind: 'KubeProxyConfiguration',
    mode: 'nftables',
    clientConnection: { kubeconfig: kubeconfigOf(cluster, 'proxy') },
    clusterCIDR: network.pods,
    bindAddress: network.nodeAddress,
    healthzBindAddress: `127.0.0.1:${cluster.ports.proxyHealth}`,
    metricsBindAddress: `127.0.0.1:${cluster.ports.proxyMetrics}`,
    hostnameOverride: network.nodeName,
    nodePortAddresses: [`${network.nodeAddress}/32`],
    // Leaves this machine's settings for connection tracking alone.
    conntrack: { maxPerCore: 0 },
  });
}
