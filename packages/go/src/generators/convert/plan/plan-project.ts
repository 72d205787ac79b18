import { isJsonObject, toJsonObject, type JsonObject } from '../../json/rewrite-json.ts';
import { findingAt, type Finding } from '../finding.ts';
import type { Place } from '../options/option-rule.ts';
import { executorOf, type Peer, type PeerKind } from '../peers/peer.ts';
import { mapTarget } from '../targets/map-target.ts';
import type { ProjectLayout } from './plan-layout.ts';

/** What a project's conversion depends on beside the project. */
export interface ProjectRequest {
  readonly layout: ProjectLayout;
  readonly project: string;
  readonly file: string;
  /** What keys in the file begin with. */
  readonly prefix: string;
  readonly peers: readonly Peer[];
  /** Executors that the defaults of nx.json keep with their plugin. */
  readonly blocked: ReadonlySet<string>;
}

/** The targets of a project in our words. */
export interface ProjectTargets {
  readonly targets: JsonObject;
  readonly findings: readonly Finding[];
}

/** A target that belongs to one of the plugins. */
interface PeerTargetMatch {
  readonly peer: Peer;
  readonly kind: PeerKind;
  /** Whether the file names the executor; else it only adds to what the plugin infers. */
  readonly isExplicit: boolean;
}

/** Says every target of a project in our words that one of the plugins runs. */
export function planTargets(targets: JsonObject, request: ProjectRequest): ProjectTargets {
  const planned = Object.entries(targets).map(([name, target]) => {
    const match = isJsonObject(target) ? matchTarget(name, target, request) : undefined;
    if (match === undefined || !isJsonObject(target)) return { name, target, findings: [] };
    return { name, ...planTarget(name, target, match, request) };
  });
  const left = planned.flatMap(({ name, target }) => (target === undefined ? [] : [[name, target] as const]));
  return { targets: Object.fromEntries(left), findings: planned.flatMap(({ findings }) => findings) };
}

function planTarget(
  name: string,
  target: JsonObject,
  match: PeerTargetMatch,
  { layout, project, file, prefix, blocked }: ProjectRequest,
): { readonly target: JsonObject | undefined; readonly findings: readonly Finding[] } {
  const { peer, kind } = match;
  const place: Place = { root: layout.root, project, commands: layout.commands };
  const isInferred = layout.kinds.has(kind) && (layout.names as Readonly<Record<string, string>>)[kind] === name;
  const mapped = mapTarget({ peer, kind, target, place, isInferred });
  const obstacles = blocked.has(executorOf(peer, kind)) ? [blockedByDefaults] : mapped.obstacles;
  const at = ({ key }: { readonly key: string }) => `${prefix}targets.${name}${key === '' ? '' : `.${key}`}`;
  if (obstacles.length === 0) {
    return { target: mapped.target, findings: mapped.notes.map((note) => findingAt('changed', file, at(note), note)) };
  }
  const stays = `The target stays with ${peer.name}.`;
  return {
    target: match.isExplicit ? target : materialize(match, target, layout.root),
    findings: obstacles.map((obstacle) =>
      findingAt('kept', file, at(obstacle), { ...obstacle, says: `${obstacle.says} ${stays}` }),
    ),
  };
}

const blockedByDefaults = {
  key: '',
  says: 'The targetDefaults of nx.json have options for it that Slipway has not.',
  todo: 'See what is said of nx.json, and convert again.',
};

/** A target of a plugin with all that the plugin inferred: it goes on to work when the plugin is gone from nx.json. */
export function materialize(
  { peer, kind }: { readonly peer: Peer; readonly kind: PeerKind },
  target: JsonObject,
  root: string,
): JsonObject {
  const inferred = peer.targets[kind]?.inferred(root) ?? {};
  const options = { ...toJsonObject(inferred['options']), ...toJsonObject(target['options']) };
  const all: JsonObject = { executor: executorOf(peer, kind), ...inferred, ...target };
  return Object.keys(options).length === 0 ? all : { ...all, options };
}

function matchTarget(name: string, target: JsonObject, request: ProjectRequest): PeerTargetMatch | undefined {
  const { executor, command } = target;
  if (typeof executor === 'string') {
    const [plugin, kind = ''] = executor.split(':');
    const peer = request.peers.find((candidate) => candidate.name === plugin);
    return peer === undefined ? undefined : { peer, kind: kind as PeerKind, isExplicit: true };
  }
  const { entry } = request.layout;
  if (entry === undefined || command !== undefined) return undefined;
  const kind = Object.keys(entry.peer.targets).find((candidate) => entry.names[candidate as PeerKind] === name);
  return kind === undefined ? undefined : { peer: entry.peer, kind: kind as PeerKind, isExplicit: false };
}
