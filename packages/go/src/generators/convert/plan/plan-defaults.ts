import { isJsonObject, type JsonObject } from '../../json/rewrite-json.ts';
import { findingAt, type Finding } from '../finding.ts';
import type { Place } from '../options/option-rule.ts';
import { executorOf, type Peer, type PeerKind } from '../peers/peer.ts';
import { foreignOptions } from '../targets/map-options.ts';
import { mapTarget, type MappedTarget } from '../targets/map-target.ts';
import type { PeerEntry } from './plan-plugins.ts';

/** The `targetDefaults` of nx.json in our words. */
export interface DefaultsPlan {
  readonly defaults: JsonObject;
  readonly findings: readonly Finding[];
  /** Executors of the plugins whose defaults have no counterpart: their targets have to stay. */
  readonly blocked: ReadonlySet<string>;
}

/** What a key of the defaults stands for. */
interface KeyMatch {
  readonly peer: Peer;
  readonly kind: PeerKind;
  readonly by: 'executor' | 'name';
}

const place: Place = { root: undefined, project: '', commands: [] };

/**
 * Says the defaults of targets in our words. Nx takes the key of an executor, and only without one the key of a name;
 * so where a name's key holds options for other executors as well, it stays, and ours get a key of their own.
 */
export function planDefaults(given: JsonObject, entries: readonly PeerEntry[], peers: readonly Peer[]): DefaultsPlan {
  const defaults: Record<string, unknown> = {};
  const findings: Finding[] = [];
  const blocked = new Set<string>();
  for (const [key, value] of Object.entries(given)) {
    const match = matchKey(key, entries, peers);
    if (match === undefined) {
      defaults[key] = value;
      continue;
    }
    const { peer, kind } = match;
    const mapped = toList(value).map((entry) => mapEntry(entry, match));
    const isBlocked = mapped.some(({ obstacles }) => obstacles.length > 0);
    if (isBlocked) blocked.add(executorOf(peer, kind));
    for (const { obstacles, notes } of mapped) {
      findings.push(
        ...obstacles.map((advice) => findingAt('kept', 'nx.json', join(key, advice.key), stays(advice, peer))),
        ...(isBlocked ? [] : notes).map((advice) => findingAt('changed', 'nx.json', join(key, advice.key), advice)),
      );
    }
    const converted = isBlocked ? keepDefaults(key, value, match) : convertDefaults(key, value, match, mapped);
    Object.assign(defaults, converted);
  }
  return { defaults, findings, blocked };
}

function matchKey(key: string, entries: readonly PeerEntry[], peers: readonly Peer[]): KeyMatch | undefined {
  const [plugin, kind = ''] = key.split(':');
  const peer = peers.find(({ name }) => name === plugin);
  if (peer !== undefined) return { peer, kind: kind as PeerKind, by: 'executor' };
  for (const { peer, names } of entries) {
    const named = Object.entries(names).find(([, name]) => name === key);
    // What a name says of a target that only the plugin has needs no other words.
    if (named !== undefined && !['serve-air', 'release-publish'].includes(named[0])) {
      return { peer, kind: named[0] as PeerKind, by: 'name' };
    }
  }
  return undefined;
}

/** Nx 23 takes a list of entries as well, each for the targets that its filter lets through. */
function toList(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : [value];
}

const untouched = { obstacles: [], notes: [] };

function mapEntry(entry: unknown, { peer, kind, by }: KeyMatch): MappedTarget {
  if (!isJsonObject(entry)) return { target: undefined, ...untouched };
  const { filter, ...target } = entry;
  const isOther = isJsonObject(filter) && !isForPeer(filter, peer) && by === 'name';
  if (isOther) return { target: entry, ...untouched };
  const mapped = mapTarget({ peer, kind, target, place, isInferred: true });
  if (!isJsonObject(filter)) return mapped;
  return { ...mapped, target: { filter: renameFilter(filter, { peer, kind, by }), ...mapped.target } };
}

function isForPeer({ plugin, executor }: JsonObject, { name }: Peer): boolean {
  const isPlugin = plugin === undefined || plugin === name;
  return isPlugin && (executor === undefined || isExecutorOf(executor, name));
}

function isExecutorOf(executor: unknown, plugin: string): boolean {
  return typeof executor === 'string' && executor.startsWith(`${plugin}:`);
}

function renameFilter(filter: JsonObject, { peer, kind }: KeyMatch): JsonObject {
  return {
    ...filter,
    ...(filter['plugin'] === peer.name ? { plugin: '@slipway/go' } : {}),
    ...(filter['executor'] === executorOf(peer, kind) ? { executor: `@slipway/go:${kind}` } : {}),
  };
}

function convertDefaults(
  key: string,
  value: unknown,
  { peer, kind, by }: KeyMatch,
  mapped: readonly MappedTarget[],
): JsonObject {
  const own = `@slipway/go:${kind}`;
  const targets = mapped.flatMap(({ target }) => (target === undefined ? [] : [target]));
  if (Array.isArray(value)) return targets.length === 0 ? {} : { [by === 'name' ? key : own]: targets };
  const [target = {}] = targets;
  if (by === 'executor') return Object.keys(target).length === 0 ? {} : { [own]: target };
  const peerTarget = peer.targets[kind];
  if (!isJsonObject(value) || peerTarget === undefined) return { [key]: value };
  if (foreignOptions(value, peerTarget).length > 0) return { [key]: value, [own]: target };
  const shared = withoutPeer(value, target, peer);
  return Object.keys(shared).length === 0 ? {} : { [key]: shared };
}

/** What a name's key says for everybody: only what is the plugin's own goes away. */
function withoutPeer(value: JsonObject, target: JsonObject, { name }: Peer): JsonObject {
  const { executor, options: _options, configurations: _configurations, inputs, cache, ...others } = value;
  const { options, configurations } = target;
  return {
    ...others,
    ...(executor === undefined || isExecutorOf(executor, name) ? {} : { executor }),
    ...(cache === undefined ? {} : { cache }),
    ...(inputs === undefined || target['inputs'] === undefined ? {} : { inputs }),
    ...(options === undefined ? {} : { options }),
    ...(configurations === undefined ? {} : { configurations }),
  };
}

/** The plugin's executor keeps all of it; the name keeps what our targets of that name can take. */
function keepDefaults(key: string, value: unknown, { peer, kind, by }: KeyMatch): JsonObject {
  if (by === 'executor' || !isJsonObject(value)) return { [key]: value };
  const { options: _options, configurations: _configurations, ...others } = value;
  const shared = Object.keys(others).length === 0 ? {} : { [key]: others };
  return { ...shared, [executorOf(peer, kind)]: value };
}

function stays<Text extends { readonly says: string; readonly todo: string }>(advice: Text, { name }: Peer): Text {
  return { ...advice, says: `${advice.says} All such targets stay with ${name}.` };
}

function join(key: string, inner: string): string {
  return inner === '' ? `targetDefaults.${key}` : `targetDefaults.${key}.${inner}`;
}
