import { existsSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import { findExecutable, run, runOrRefuse } from '../system/run.ts';
import { network } from './cluster.ts';

/** kube-proxy's tables; their name is fixed, which is why there is one node to a network namespace. */
const tables = [
  ['ip', 'kube-proxy'],
  ['ip6', 'kube-proxy'],
] as const;

/** Whether the netfilter rules of a kube-proxy are here, in either of its modes. */
export async function hasServiceRules(): Promise<boolean> {
  const nft = await run([findExecutable('nft') ?? 'nft', 'list', 'tables']);
  if (tables.some(([family, name]) => nft.stdout.split('\n').includes(`table ${family} ${name}`))) return true;
  const chain = [findExecutable('iptables') ?? 'iptables', '--wait', '--table', 'nat', '--list-rules', 'KUBE-SERVICES'];
  return (await run(chain)).code === 0;
}

/** Makes the bridge with the node's address, and lets packets of pods pass. */
export async function makeNetwork(): Promise<void> {
  const { nodeBridge, nodeAddress } = network;
  if ((await run(['ip', 'link', 'show', nodeBridge])).code !== 0) {
    // No dummy link: that is an option of the kernel.
    await runOrRefuse(['ip', 'link', 'add', nodeBridge, 'type', 'bridge']);
  }
  await runOrRefuse(['ip', 'addr', 'replace', `${nodeAddress}/32`, 'dev', nodeBridge]);
  await runOrRefuse(['ip', 'link', 'set', nodeBridge, 'up']);
  await writeFile('/proc/sys/net/ipv4/ip_forward', '1');
  // A pod reaches another one on its bridge through a Service only where netfilter sees the packet.
  const bridged = '/proc/sys/net/bridge/bridge-nf-call-iptables';
  if (existsSync(bridged)) await writeFile(bridged, '1');
  // A container engine lets nothing be forwarded but its own.
  for (const rule of forwardRules) {
    if ((await iptables('--check', rule)).code !== 0) await iptables('--insert', rule);
  }
}

/** Removes bridges and rules. */
export async function removeNetwork(): Promise<void> {
  for (const [family, name] of tables) await run([findExecutable('nft') ?? 'nft', 'delete', 'table', family, name]);
  for (const rule of forwardRules) await iptables('--delete', rule);
  for (const bridge of [network.podBridge, network.nodeBridge]) await run(['ip', 'link', 'delete', bridge]);
}

const forwardRules = ['--in-interface', '--out-interface'].map((side) => [side, network.podBridge, '--jump', 'ACCEPT']);

function iptables(action: string, rule: readonly string[]): ReturnType<typeof run> {
  return run([findExecutable('iptables') ?? 'iptables', '--wait', action, 'FORWARD', ...rule]);
}
