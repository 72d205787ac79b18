/** Flags of a go command, sorted into those asked for and the rest. */
export interface GoFlags {
  /** Name → value; `true` for a flag without one. */
  readonly known: Readonly<Record<string, string | true>>;
  /** What is left, as it stands: other flags, packages. */
  readonly rest: readonly string[];
}

/** Reads flags as the go command does: `-tags a`, `-tags=a` and `--tags=a` are one. */
export function readGoFlags(
  words: readonly string[],
  names: { readonly switches: readonly string[]; readonly values: readonly string[] },
): GoFlags {
  const known: Record<string, string | true> = {};
  const rest: string[] = [];
  for (let index = 0; index < words.length; index += 1) {
    const word = words[index] ?? '';
    const [, name = '', value] = /^--?([a-z]+)(?:=(.*))?$/s.exec(word) ?? [];
    const next = words[index + 1];
    if (names.switches.includes(name) && (value === undefined || value === 'true')) known[name] = true;
    else if (names.values.includes(name) && value !== undefined) known[name] = value;
    else if (names.values.includes(name) && next !== undefined) {
      known[name] = next;
      index += 1;
    } else rest.push(word);
  }
  return { known, rest };
}

/** Build tags, which older code separates by blanks. */
export function splitTags(tags: string): readonly string[] {
  return tags.split(/[\s,]+/).filter((tag) => tag !== '');
}
