/** The scope that a token needs for a repository. */
export function repositoryScope(repository: string, actions: 'pull' | 'pull,push'): string {
  return `repository:${repository}:${actions}`;
}

/** Joins scopes, so that each resource is named once with all its actions. Sorted. */
export function mergeScopes(...scopes: readonly string[]): readonly string[] {
  const actions = new Map<string, Set<string>>();
  for (const scope of scopes.flatMap((text) => text.split(' ')).filter((text) => text !== '')) {
    // The name may hold colons (a port), the actions never do.
    const end = scope.lastIndexOf(':');
    const resource = end === -1 ? scope : scope.slice(0, end);
    const known = actions.get(resource) ?? new Set();
    const wanted = end === -1 ? [] : scope.slice(end + 1).split(',');
    actions.set(resource, new Set([...known, ...wanted]));
  }
  return [...actions]
    .map(([resource, set]) => (set.size === 0 ? resource : `${resource}:${[...set].sort().join(',')}`))
    .sort();
}
