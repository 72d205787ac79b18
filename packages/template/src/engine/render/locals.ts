/** What a template sees by name: every answer and every computed value. A declared input without an answer is undefined. */
export type Locals = Readonly<Record<string, unknown>>;

/** Names that a template cannot use for an input: words of the language, and what the renderer itself puts in scope. */
const taken: ReadonlySet<string> = new Set(
  (
    'arguments await break case catch class const continue debugger default delete do else enum eval export extends ' +
    'false finally for function if implements import in instanceof interface let new null package private protected ' +
    'public return static super switch this throw true try typeof undefined var void while with yield ' +
    'include locals yaml json goString shell dockerArg env kebab pascal camel snake screaming'
  ).split(' '),
);

/** Why a name cannot be an input or computed value, or undefined when it can. */
export function localNameProblem(name: string): string | undefined {
  if (!/^[A-Za-z][A-Za-z0-9]*$/.test(name)) return 'it must start with a letter and hold only letters and digits';
  return taken.has(name) ? 'templates use that word for something else' : undefined;
}

/** A deep copy that templates cannot change, so no file's text depends on what was rendered before it. */
export function freezeLocals(values: Locals): Locals {
  return freezeDeep(structuredClone(values)) as Locals;
}

function freezeDeep(value: unknown): unknown {
  if (typeof value === 'object' && value !== null) {
    for (const inner of Object.values(value)) freezeDeep(inner);
    Object.freeze(value);
  }
  return value;
}
