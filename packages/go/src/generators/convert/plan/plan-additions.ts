import { posix } from 'node:path';
import { isJsonObject, toJsonObject, type JsonObject } from '../../json/rewrite-json.ts';
import { findingAt, type Finding } from '../finding.ts';
import { executorOf, type PeerKind } from '../peers/peer.ts';
import { noCounterpart } from '../targets/map-target.ts';
import type { ConvertedWorkspace } from '../workspace.ts';
import type { ProjectLayout } from './plan-layout.ts';
import { materialize, type ProjectRequest, type ProjectTargets } from './plan-project.ts';
import type { ProjectScan } from './scan-project.ts';

/** What a plugin gave to a project without a word in its file, and what only it can give. */
export interface Additions {
  readonly configuration: JsonObject;
  readonly findings: readonly Finding[];
}

/** What the additions to one file depend on. */
export interface AdditionsRequest extends ProjectRequest {
  readonly workspace: ConvertedWorkspace;
  /** Absent for a file that is not the place for additions. */
  readonly scan: ProjectScan | undefined;
}

/** Writes down what the plugin inferred and we do not, so that a project keeps it. */
export function planAdditions(
  configuration: JsonObject,
  { targets, findings }: ProjectTargets,
  request: AdditionsRequest,
): Additions {
  const { layout, workspace, scan } = request;
  const { entry } = layout;
  if (entry === undefined || scan === undefined)
    return { configuration: withTargets(configuration, targets), findings };
  const kept = keptKinds(request).filter((kind) => !(nameOf(layout, kind) in targets));
  const file = request.file;
  const inferred = kept.map(
    (kind) => [nameOf(layout, kind), materialize({ peer: entry.peer, kind }, {}, layout.root)] as const,
  );
  const all = addSwitches({ ...targets, ...Object.fromEntries(inferred) }, layout, scan, defaultsOf(workspace));
  return {
    configuration: addRelease(addTag(withTargets(configuration, all), entry.options['tagName']), request),
    findings: [
      ...findings,
      ...kept.map((kind) =>
        findingAt('kept', file, `${request.prefix}targets.${nameOf(layout, kind)}`, {
          says: `${entry.peer.name} inferred this target, and Slipway has nothing like it: it is written down.`,
          todo: noCounterpart(entry.peer, kind).todo,
        }),
      ),
    ],
  };
}

/** Kinds of inferred targets that stay with the plugin. */
function keptKinds({ layout, workspace, blocked }: AdditionsRequest) {
  const { entry, root, commands } = layout;
  if (entry === undefined) return [];
  const isProgram = commands.length > 0;
  const hasAir = ['.air.toml', '.air.yaml', '.air.yml', '.air.conf'].some((name) =>
    workspace.isFile(posix.join(root, name)),
  );
  return (Object.keys(entry.peer.targets) as readonly PeerKind[]).filter((kind) => {
    if (kind === 'serve-air') return isProgram && hasAir;
    if (kind === 'release-publish') return workspace.nxJson['release'] !== undefined;
    return blocked.has(executorOf(entry.peer, kind)) && (isProgram || !['build', 'serve'].includes(kind));
  });
}

function nameOf({ entry }: ProjectLayout, kind: PeerKind): string {
  return entry?.names[kind] ?? kind;
}

/** What our targets must be told where the plugin's did it by themselves: cgo, and code that is generated first. */
function addSwitches(
  targets: JsonObject,
  { names, kinds, entry, commands }: ProjectLayout,
  { usesCgo, generates }: ProjectScan,
  defaults: JsonObject,
): JsonObject {
  const changed: Record<string, unknown> = { ...targets };
  const change = (name: string, add: (target: JsonObject) => JsonObject) => {
    const target = changed[name] ?? {};
    const isOurs = isJsonObject(target) && target['executor'] === undefined && target['command'] === undefined;
    if (isOurs) changed[name] = { ...target, ...add(target) };
  };
  if (usesCgo) {
    for (const name of [names.build, ...(commands.length > 0 ? [names.serve] : [])]) {
      change(name, ({ options }) => ({ options: { cgo: true, ...toJsonObject(options) } }));
    }
  }
  if (generates && entry?.peer.generatesFirst === true && kinds.has('generate')) {
    for (const name of [names.build, names.test]) {
      const isSettled = isJsonObject(defaults[name]) && defaults[name]['dependsOn'] !== undefined;
      if (!isSettled) change(name, ({ dependsOn }) => ({ dependsOn: dependsOn ?? [names.generate] }));
    }
  }
  return changed;
}

function defaultsOf({ nxJson }: ConvertedWorkspace): JsonObject {
  return toJsonObject(nxJson['targetDefaults']);
}

function withTargets(configuration: JsonObject, targets: JsonObject): JsonObject {
  const { targets: old, ...others } = configuration;
  if (Object.keys(targets).length === 0)
    return isJsonObject(old) && Object.keys(old).length === 0 ? configuration : others;
  return { ...configuration, targets };
}

function addTag(configuration: JsonObject, tag: unknown): JsonObject {
  if (typeof tag !== 'string' || tag === '') return configuration;
  const tags: readonly unknown[] = Array.isArray(configuration['tags']) ? configuration['tags'] : [];
  return tags.includes(tag) ? configuration : { ...configuration, tags: [...tags, tag] };
}

/** `nx release` finds no version in a go.mod without the actions that the plugin set for each project. */
function addRelease(configuration: JsonObject, { layout, workspace }: AdditionsRequest) {
  const actions = layout.entry?.peer.versionActions;
  if (actions === undefined || workspace.nxJson['release'] === undefined) return configuration;
  const release = toJsonObject(configuration['release']);
  const version = toJsonObject(release['version']);
  return { ...configuration, release: { ...release, version: { versionActions: actions, ...version } } };
}
