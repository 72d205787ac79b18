import { isJsonObject, type JsonObject } from '../../json/rewrite-json.ts';
import { findingAt, type Finding } from '../finding.ts';
import type { Peer } from '../peers/peer.ts';

/** Defaults of generators in our words. */
export interface GeneratorsPlan {
  readonly generators: JsonObject;
  readonly findings: readonly Finding[];
}

/** Their generators, and aliases, that make what one of ours makes. */
const counterparts: Readonly<Record<string, string>> = {
  application: 'go-service',
  app: 'go-service',
  library: 'go-library',
  lib: 'go-library',
};

/** Options that ours need no word for. */
const needless = ['skipFormat', 'addGoDotWork', 'template'];

/** Says the defaults of generators in our words: `{"plugin": {"generator": …}}` and `{"plugin:generator": …}`. */
export function planGenerators(given: JsonObject, peers: readonly Peer[], file: string): GeneratorsPlan {
  const generators: Record<string, unknown> = {};
  const findings: Finding[] = [];
  const add = (name: string, options: JsonObject) => {
    if (Object.keys(options).length > 0) generators[`@slipway/go:${name}`] = options;
  };
  for (const [id, value] of Object.entries(given)) {
    const [plugin, generator] = id.split(':');
    const peer = peers.find(({ name }) => name === plugin);
    if (peer === undefined || !isJsonObject(value)) {
      generators[id] = value;
      continue;
    }
    const sets = generator === undefined ? Object.entries(value) : [[generator, value] as const];
    const kept = sets.filter(([name, options]) => {
      const converted = convertSet(name, options);
      if (converted !== undefined) add(converted.name, converted.options);
      return converted === undefined;
    });
    for (const [name] of kept) {
      findings.push(
        findingAt('kept', file, `generators.${generator === undefined ? `${id}.${name}` : id}`, {
          says: `These defaults of a generator of ${peer.name} have no counterpart.`,
          todo: 'Remove them when nobody uses the generator any more.',
        }),
      );
    }
    if (kept.length > 0) generators[id] = generator === undefined ? Object.fromEntries(kept) : value;
  }
  return { generators, findings };
}

function convertSet(
  name: string,
  options: unknown,
): { readonly name: string; readonly options: JsonObject } | undefined {
  if (!isJsonObject(options)) return undefined;
  const said = Object.entries(options).filter(([option]) => !needless.includes(option));
  const ours = counterparts[name];
  if (ours === undefined) return said.length === 0 ? { name, options: {} } : undefined;
  if (said.some(([option]) => option !== 'tags')) return undefined;
  // Theirs take tags as one text with commas, ours as a list.
  const tags = said.flatMap(([, value]) =>
    typeof value === 'string' ? value.split(',').map((tag) => tag.trim()) : [],
  );
  return { name: ours, options: tags.length === 0 ? {} : { tags } };
}
