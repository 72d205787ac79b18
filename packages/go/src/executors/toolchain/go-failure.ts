import { formatCompileError, SlipwayError, type CommandResult, type CompileError, type ErrorCode } from '@slipway/kit';
import { goProblems } from './go-problems.ts';

/** Lines of a command's output that an error keeps. */
const keptLines = 20;

/** The error for a failed go command that named places: the first is the first line, as `path:line:column: message`. */
export function placedFailure(
  code: ErrorCode,
  errors: readonly [CompileError, ...CompileError[]],
  hint?: string,
): SlipwayError {
  const [first, ...others] = errors;
  const [summary = '', ...continued] = formatCompileError(first).split('\n');
  return new SlipwayError({
    code,
    summary,
    details: [...continued, ...others.map(formatCompileError)],
    ...(hint === undefined ? {} : { hint }),
  });
}

/** The error for a failed go command that named no place: by the table of problems, else with the end of its output. */
export function unplacedFailure(command: string, result: CommandResult, ownHint?: string): SlipwayError {
  const output = `${result.stderr}\n${result.stdout}`;
  const lines = output.split('\n').map((line) => line.trimEnd());
  const details = lines.filter((line) => line !== '').slice(-keptLines);
  for (const { pattern, code, summary = '', hint } of goProblems) {
    const match = pattern.exec(output);
    if (match === null) continue;
    const fill = (text: string) => text.replaceAll(/\$(\d)/g, (_, group: string) => match[Number(group)] ?? '');
    return new SlipwayError({ code, summary: fill(summary), details, hint: fill(hint) });
  }
  return new SlipwayError({
    code: 'COMMAND_FAILED',
    summary: `${command} failed with exit code ${result.exitCode}.`,
    details,
    ...(ownHint === undefined ? {} : { hint: ownHint }),
  });
}

/** Whether there is at least one. */
export function isNonEmpty<Item>(items: readonly Item[]): items is readonly [Item, ...Item[]] {
  return items.length > 0;
}
