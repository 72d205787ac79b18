import { Script } from 'node:vm';

/**
 * The template line of a syntax error. ejs compiles without saying where it failed, so its program is parsed once more
 * under a name that the engine reports a line for, and that line is mapped back by the `__line` marks ejs leaves in it.
 */
export function syntaxErrorLine(program: string): number | undefined {
  const failedAt = parseErrorLine(program);
  if (failedAt === undefined) return undefined;
  const before = program.split('\n').slice(0, failedAt);
  let templateLine = 1;
  let markedAt: number | undefined;
  before.forEach((text, index) => {
    const mark = /^ {4}; __line = (\d+)$/.exec(text)?.[1];
    if (mark === undefined) return;
    templateLine = Number(mark);
    markedAt = index;
  });
  // A tag of several lines keeps its line breaks: count those between its start and the error.
  const tagStart = before.findLastIndex((text) => /^ {4}; (?!__)/.test(text));
  return templateLine + (tagStart > (markedAt ?? -1) ? before.length - 1 - tagStart : 0);
}

function parseErrorLine(program: string): number | undefined {
  const name = 'template-program';
  try {
    new Script(`(function () {${program}\n})`, { filename: name });
    return undefined;
  } catch (error) {
    const line = error instanceof Error ? new RegExp(`^${name}:(\\d+)`).exec(error.stack ?? '')?.[1] : undefined;
    return line === undefined ? undefined : Number(line);
  }
}
