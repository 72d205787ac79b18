/** Answers of a pure function, each computed once: thousands of files share folders and imports. */
export function remember<T>(compute: (key: string) => T): (key: string) => T {
  const known = new Map<string, T>();
  return (key) => {
    const answer = known.get(key);
    if (answer !== undefined || known.has(key)) return answer as T;
    const computed = compute(key);
    known.set(key, computed);
    return computed;
  };
}
