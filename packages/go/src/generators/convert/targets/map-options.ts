import { isJsonObject, type JsonObject } from '../../json/rewrite-json.ts';
import type { Advice, Place } from '../options/option-rule.ts';
import type { PeerTarget } from '../peers/peer.ts';

/** Advice on an option, by its key within the target: `options.flags`, `configurations.ci.race`. */
export interface OptionAdvice extends Advice {
  readonly key: string;
}

/** Options and configurations in our words. With an obstacle the target has to stay what it is. */
export interface MappedOptions {
  readonly options: JsonObject;
  readonly configurations: Readonly<Record<string, JsonObject>>;
  readonly obstacles: readonly OptionAdvice[];
  readonly notes: readonly OptionAdvice[];
}

/** Says the options of a target, and those of its configurations, in our words. */
export function mapOptions(target: JsonObject, peerTarget: PeerTarget, place: Place): MappedOptions {
  const base = mapSet(target['options'], 'options', peerTarget, place);
  const named = Object.entries(isJsonObject(target['configurations']) ? target['configurations'] : {});
  const sets = named.map(([name, set]) => [name, mapSet(set, `configurations.${name}`, peerTarget, place)] as const);
  const all = [base, ...sets.map(([, set]) => set)];
  return {
    options: base.options,
    configurations: Object.fromEntries(sets.map(([name, { options }]) => [name, options])),
    obstacles: all.flatMap(({ obstacles }) => obstacles),
    notes: all.flatMap(({ notes }) => notes),
  };
}

/** Options in a target that no version of the plugin's executor knows: they may be meant for another one. */
export function foreignOptions(target: JsonObject, { options }: PeerTarget): readonly string[] {
  return isJsonObject(target['options']) ? Object.keys(target['options']).filter((name) => !(name in options)) : [];
}

function mapSet(set: unknown, key: string, { options: rules }: PeerTarget, place: Place) {
  const options: Record<string, unknown> = {};
  const obstacles: OptionAdvice[] = [];
  const notes: OptionAdvice[] = [];
  for (const [name, value] of Object.entries(isJsonObject(set) ? set : {})) {
    const at = { key: `${key}.${name}` };
    const rule = Object.hasOwn(rules, name) ? rules[name] : undefined;
    const mapping = rule?.(value, place);
    if (mapping === undefined) {
      notes.push({
        ...at,
        says: 'The plugin did not know it, so it is left out.',
        todo: 'Nothing, if nobody misses it.',
      });
    } else if ('obstacle' in mapping) {
      obstacles.push({ ...at, ...mapping.obstacle });
    } else {
      Object.assign(options, mapping.options);
      notes.push(...(mapping.notes ?? []).map((note) => ({ ...at, ...note })));
    }
  }
  return { options, obstacles, notes };
}
