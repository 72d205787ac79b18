/** The value of one flag. `undefined`, `false` and an empty list leave it out; a list is joined by commas. */
export type FlagValue = string | number | boolean | readonly (string | number)[] | undefined;

/** Flags as the go command takes them, in the order given: `{ race: true, run: 'TestA' }` → `-race -run=TestA`. */
export function goFlags(flags: Readonly<Record<string, FlagValue>>): readonly string[] {
  return Object.entries(flags).flatMap(([name, value]) => {
    if (value === undefined || value === false) return [];
    if (value === true) return [`-${name}`];
    if (typeof value === 'string' || typeof value === 'number') return [`-${name}=${value}`];
    return value.length === 0 ? [] : [`-${name}=${value.join(',')}`];
  });
}
