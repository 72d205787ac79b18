import {
  formatCompileError,
  SlipwayError,
  toCommandError,
  type CommandResult,
  type CompileError,
  type ErrorCode,
} from '@slipway/kit';
import { goProblems } from './go-problems.ts';

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

/**
 * The error for a failed go command that named no place: by the table of problems, else with the end of its output
 * and the hint of whoever ran it.
 */
export function unplacedFailure(command: string, result: CommandResult, hint?: string): SlipwayError {
  return toCommandError({
    command,
    name: command,
    result,
    problems: goProblems,
    ...(hint === undefined ? {} : { hint }),
  });
}

/** Whether there is at least one. */
export function isNonEmpty<Item>(items: readonly Item[]): items is readonly [Item, ...Item[]] {
  return items.length > 0;
}
