/** One challenge of a `WWW-Authenticate` header. Scheme and parameter names are in lower case. */
export interface Challenge {
  readonly scheme: string;
  readonly parameters: Readonly<Record<string, string>>;
}

const token = /[!#$%&'*+.^_`|~0-9A-Za-z-]+/y;
const token68 = /[A-Za-z0-9._~+/-]+=*(?=\s*(?:,|$))/y;

/**
 * Reads the challenges of a `WWW-Authenticate` header (RFC 9110 §11.6.1).
 * Commas and blanks live inside quotes, and several challenges come joined by commas, so the text is scanned, not split.
 * What cannot be read ends the scan: the challenges before it count.
 */
export function parseChallenges(header: string): readonly Challenge[] {
  const challenges: { scheme: string; parameters: Record<string, string> }[] = [];
  let at = 0;
  const read = (pattern: RegExp): string | undefined => {
    pattern.lastIndex = at;
    const found = pattern.exec(header)?.[0];
    at += found?.length ?? 0;
    return found;
  };
  const blanks = /[\s]*/y;
  const separators = /[\s,]*/y;
  for (;;) {
    read(separators);
    const name = read(token)?.toLowerCase();
    if (name === undefined) return challenges;
    read(blanks);
    const current = challenges.at(-1);
    if (header[at] === '=' && current !== undefined) {
      at += 1;
      read(blanks);
      const value = header[at] === '"' ? readQuoted() : read(token);
      if (value === undefined) return challenges;
      // The first one counts: a second `realm` must not redirect what the first one promised.
      if (!Object.hasOwn(current.parameters, name)) current.parameters[name] = value;
      continue;
    }
    challenges.push({ scheme: name, parameters: Object.create(null) as Record<string, string> });
    // Schemes such as Negotiate carry one bare value in place of parameters.
    read(token68);
  }

  function readQuoted(): string | undefined {
    let value = '';
    for (let index = at + 1; index < header.length; index += 1) {
      const character = header[index] ?? '';
      if (character === '"') {
        at = index + 1;
        return value;
      }
      if (character === '\\') index += 1;
      value += header[index] ?? '';
    }
    return undefined;
  }
}
