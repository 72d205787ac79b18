import type { Peer } from '../peers/peer.ts';

/** Every place in a value that names a plugin, as key or in a text: the plugin itself, its executors, its files, in commands too. */
export function findMentions(value: unknown, { name }: Peer): readonly string[] {
  const word = new RegExp(`(?:^|[\\s"'=])${name}(?:$|[\\s"':/@])`);
  return visit(value, '', (text) => word.test(text));
}

/** Every place in a value that names a named input, also that of dependencies. */
export function findInputs(value: unknown, input: string): readonly string[] {
  return visit(value, '', (text) => text === input || text === `^${input}`);
}

function visit(value: unknown, key: string, isMeant: (text: string) => boolean): readonly string[] {
  if (typeof value === 'string') return isMeant(value) ? [key] : [];
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([name, child]) => {
    const path = key === '' ? name : `${key}.${name}`;
    const isKey = !Array.isArray(value) && isMeant(name);
    return isKey ? [path] : visit(child, path, isMeant);
  });
}
