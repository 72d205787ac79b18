import { createGlob } from '@slipway/kit';
import { readTargetNames, type TargetKind } from '../../../inference/plugin-options.ts';
import { isJsonObject, toJsonObject, type JsonObject } from '../../json/rewrite-json.ts';
import { findingAt, type Finding } from '../finding.ts';
import type { Peer, PeerKind } from '../peers/peer.ts';

/** An entry of one of the plugins in nx.json. */
export interface PeerEntry {
  readonly peer: Peer;
  readonly options: JsonObject;
  /** What its targets are called. */
  readonly names: Readonly<Partial<Record<PeerKind, string>>>;
  /** The options that make ours infer the same names. */
  readonly ours: JsonObject;
  /** Whether the entry is for projects of that folder's go.mod. */
  readonly covers: (goMod: string) => boolean;
}

/** The plugins of nx.json as they are to be. */
export interface PluginsPlan {
  readonly plugins: readonly unknown[];
  readonly entries: readonly PeerEntry[];
  /** Options of ours where no entry of a plugin says otherwise. */
  readonly options: JsonObject;
  readonly findings: readonly Finding[];
}

const own = '@slipway/go';

/** Puts ours in the place of the two plugins, with options that keep the names of all targets. */
export function planPlugins(plugins: unknown, peers: readonly Peer[]): PluginsPlan {
  const given: readonly unknown[] = Array.isArray(plugins) ? plugins : [];
  const ownOptions = Object.assign({}, ...given.filter((entry) => nameOf(entry) === own).map(optionsOf)) as JsonObject;
  const entries: PeerEntry[] = [];
  const findings: Finding[] = [];
  let isPlaced = false;
  const converted = given.flatMap((entry, index): readonly unknown[] => {
    const name = nameOf(entry);
    const peer = peers.find((candidate) => candidate.name === name);
    if (name === own) return [];
    if (peer === undefined) return [entry];
    const read = readEntry(entry, peer);
    entries.push(read);
    findings.push(...entryFindings(entry, read, `plugins.${index}`));
    const isNarrow = isJsonObject(entry) && (entry['include'] !== undefined || entry['exclude'] !== undefined);
    if (isPlaced && !isNarrow) return [];
    isPlaced = true;
    return [renderEntry(entry, { ...read.ours, ...ownOptions })];
  });
  const options = { ...entries[0]?.ours, ...ownOptions };
  if (entries.length === 0) return { plugins: given, entries, options: ownOptions, findings };
  return { plugins: converted, entries, options, findings };
}

function nameOf(entry: unknown): unknown {
  return isJsonObject(entry) ? entry['plugin'] : entry;
}

function optionsOf(entry: unknown): JsonObject {
  return toJsonObject(toJsonObject(entry)['options']);
}

function renderEntry(entry: unknown, options: JsonObject): unknown {
  const { plugin: _plugin, options: _options, ...limits } = isJsonObject(entry) ? entry : {};
  const hasOptions = Object.keys(options).length > 0;
  if (!hasOptions && Object.keys(limits).length === 0) return own;
  return { plugin: own, ...limits, ...(hasOptions ? { options } : {}) };
}

function readEntry(entry: unknown, peer: Peer): PeerEntry {
  const options = optionsOf(entry);
  const names: Partial<Record<PeerKind, string>> = {};
  for (const [kind, { nameOption, defaultName }] of Object.entries(peer.targets)) {
    const value = options[nameOption];
    names[kind as PeerKind] = typeof value === 'string' && value !== '' ? value : defaultName;
  }
  return { peer, options, names, ours: planTargetNames(names), covers: coverageOf(entry) };
}

/** Options for names that are not our defaults. A kind that only we have makes way. */
function planTargetNames(names: Readonly<Partial<Record<PeerKind, string>>>): JsonObject {
  const options: Record<string, string> = {};
  const taken = new Set(Object.values(names));
  for (const [kind, name] of Object.entries(readTargetNames({}).names)) {
    const wanted = names[kind as TargetKind & PeerKind];
    if (wanted !== undefined && wanted !== name) options[`${kind}TargetName`] = wanted;
    if (wanted === undefined && taken.has(name)) options[`${kind}TargetName`] = `go-${kind}`;
  }
  return options;
}

/** Nx hands a plugin the files that `include` and `exclude` leave. */
function coverageOf(entry: unknown): (goMod: string) => boolean {
  const globs = (key: string) => {
    const patterns: unknown = isJsonObject(entry) ? entry[key] : undefined;
    if (!Array.isArray(patterns)) return undefined;
    return patterns.filter((pattern) => typeof pattern === 'string').map((pattern) => createGlob(pattern));
  };
  const include = globs('include');
  const exclude = globs('exclude') ?? [];
  return (goMod) => (include?.some((fits) => fits(goMod)) ?? true) && !exclude.some((fits) => fits(goMod));
}

function entryFindings(entry: unknown, { options }: PeerEntry, key: string): readonly Finding[] {
  const limits = isJsonObject(entry) ? ['include', 'exclude'].filter((name) => entry[name] !== undefined) : [];
  return [
    ...limits.map((name) =>
      findingAt('changed', 'nx.json', `${key}.${name}`, {
        says: 'It now limits which project files @slipway/go sees; go.work and the root go.mod are among them.',
        todo: 'Give @slipway/image and @slipway/deploy the same limits, and let all of them see go.work.',
      }),
    ),
    ...(options['skipGoDependencyCheck'] === true
      ? [
          findingAt('changed', 'nx.json', `${key}.options.skipGoDependencyCheck`, {
            says: 'Slipway always finds which project imports which: a target must run again when an import changes.',
            todo: 'Nothing; a project may drop out by .nxignore.',
          }),
        ]
      : []),
  ];
}
