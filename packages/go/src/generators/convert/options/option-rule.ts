import type { JsonObject } from '../../json/rewrite-json.ts';

/** Where a target stands, as far as the meaning of its options depends on it. */
export interface Place {
  /** The project's folder; undefined for the defaults of nx.json, which hold for many. */
  readonly root: string | undefined;
  readonly project: string;
  /** The main packages of the project: `.`, `./cmd/orders`. */
  readonly commands: readonly string[];
}

/** What somebody should know about a place in a file. */
export interface Advice {
  /** What is so: a sentence. */
  readonly says: string;
  /** What to do about it: a sentence. */
  readonly todo: string;
}

/** An option in our words. An obstacle says that there are none, so that the target stays what it is. */
export type Mapping =
  { readonly options: JsonObject; readonly notes?: readonly Advice[] } | { readonly obstacle: Advice };

/** Says an option of one of the plugins in ours. */
export type OptionRule = (value: unknown, place: Place) => Mapping;

/** The option means nothing beyond what our executor does by itself. */
export const nothing: Mapping = { options: {} };

/** An option that we have under the same name, with the same meaning. */
export function same(name: string): OptionRule {
  return (value) => ({ options: { [name]: value } });
}

/** An option of which some values mean what our executor does anyway, and all others something that it cannot. */
export function only(values: readonly unknown[], todo: string): OptionRule {
  return (value) => (values.includes(value) ? nothing : refuse(`${show(value)} has no counterpart.`, todo));
}

/** A mapping that cannot be made. */
export function refuse(says: string, todo: string): Mapping {
  return { obstacle: { says, todo } };
}

/** A value as a reader knows it from the file. */
export function show(value: unknown): string {
  return JSON.stringify(value);
}
