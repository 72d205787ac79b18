/** Names that a file system, npm or Nx keeps for itself. */
const reserved = new Set([
  ...['con', 'prn', 'aux', 'nul'],
  ...Array.from({ length: 10 }, (_, number) => [`com${number}`, `lpt${number}`]).flat(),
  ...['node-modules', 'dist', 'nx', 'slipway'],
]);

/** The name begins image names and npm scopes, so it is as strict as the strictest of them. */
const longest = 50;

/** Why a text cannot name a workspace; undefined when it can. */
export function findNameProblem(name: string): string | undefined {
  if (name.length > longest) return `The name has ${name.length} characters: at most ${longest} are allowed.`;
  if (!/^[a-z][a-z0-9]*(-[a-z0-9]+)*$/.test(name)) {
    return `«${name}» is no name for a workspace: small letters, digits and single dashes, a letter first.`;
  }
  return reserved.has(name) ? `«${name}» is a reserved name.` : undefined;
}
