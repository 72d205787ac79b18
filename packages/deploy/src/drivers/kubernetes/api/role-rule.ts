/** One thing that a role has to allow. */
export interface Right {
  readonly verb: string;
  /** Empty for the core group. */
  readonly group: string;
  /** Plural, with subresource: `pods/log`. */
  readonly resource: string;
}

/** Server-side apply makes what is missing and patches what is there, and asks for the one right only after the other. */
const together = ['create', 'patch'];

/** Rules of a Role that allow all of it, as YAML lines ready to paste: one rule for each set of verbs and group. */
export function formatRoleRules(rights: readonly Right[]): readonly string[] {
  const verbs = new Map<string, Set<string>>();
  for (const { verb, group, resource } of rights) {
    const key = JSON.stringify([group, resource]);
    const wanted = together.includes(verb) ? together : [verb];
    verbs.set(key, new Set([...(verbs.get(key) ?? []), ...wanted]));
  }
  const resources = new Map<string, string[]>();
  for (const [key, set] of verbs) {
    const [group, resource] = JSON.parse(key) as [string, string];
    const rule = JSON.stringify([group, [...set].sort()]);
    resources.set(rule, [...(resources.get(rule) ?? []), resource]);
  }
  return [...resources].map(([rule, names]) => {
    const [group, wanted] = JSON.parse(rule) as [string, string[]];
    return `- {apiGroups: ["${group}"], resources: [${quoted(names)}], verbs: [${quoted(wanted)}]}`;
  });
}

function quoted(words: readonly string[]): string {
  return [...words]
    .sort()
    .map((word) => `"${word}"`)
    .join(', ');
}
