import { BlockList, isIP } from 'node:net';

/** Docker Hub's names: the one in references, the one that answers, and the key its credentials are kept under. */
const dockerHub = { name: 'docker.io', host: 'registry-1.docker.io', credentialsKey: 'https://index.docker.io/v1/' };

const loopback = new BlockList();
loopback.addSubnet('127.0.0.0', 8);
loopback.addAddress('::1', 'ipv6');

const privateNetworks = new BlockList();
privateNetworks.addSubnet('10.0.0.0', 8);
privateNetworks.addSubnet('172.16.0.0', 12);
privateNetworks.addSubnet('192.168.0.0', 16);
privateNetworks.addSubnet('169.254.0.0', 16);
privateNetworks.addSubnet('100.64.0.0', 10);
privateNetworks.addAddress('0.0.0.0');
privateNetworks.addSubnet('fc00::', 7, 'ipv6');
privateNetworks.addSubnet('fe80::', 10, 'ipv6');

/** The host and port that answer for a registry's name. They differ for Docker Hub only. */
export function registryHost(registry: string): string {
  return registry === dockerHub.name ? dockerHub.host : registry;
}

/** The key under which credential helpers and Docker's config file keep the registry. */
export function credentialsKey(registry: string): string {
  return registry === dockerHub.name ? dockerHub.credentialsKey : registry;
}

/**
 * Docker's rule: plain http for this machine (127.0.0.0/8, ::1, localhost), https for every other.
 * `insecure` allows plain http anywhere.
 */
export function defaultScheme(registry: string, insecure = false): 'http' | 'https' {
  return insecure || isLoopback(hostName(registry)) ? 'http' : 'https';
}

/** Whether a host name or address without port means this machine. */
export function isLoopback(name: string): boolean {
  return name === 'localhost' || inList(loopback, name);
}

/** Whether a host name or address without port is one that only a local network can reach. */
export function isPrivate(name: string): boolean {
  return isLoopback(name) || inList(privateNetworks, name);
}

/** The host of `host:port` without the port, and without the brackets of IPv6. */
export function hostName(hostAndPort: string): string {
  return hostAndPort.replace(/:\d+$/, '').replace(/^\[(.*)\]$/, '$1');
}

function inList(list: BlockList, name: string): boolean {
  const version = isIP(name);
  return version !== 0 && list.check(name, version === 6 ? 'ipv6' : 'ipv4');
}
