import { isSlipwayError, SlipwayError } from '@slipway/kit';
import type { SourceText } from '../source/template-folder.ts';

/** An error of a template file, with the line where it is known. */
export function renderError(
  { label, text }: SourceText,
  line: number | undefined,
  problem: string,
  cause?: unknown,
): SlipwayError {
  const source = line === undefined ? undefined : text.split('\n')[line - 1]?.trim();
  return new SlipwayError({
    code: 'TEMPLATE_RENDER_FAILED',
    summary: `${label}${line === undefined ? '' : `:${line}`}: ${problem}.`,
    details: source === undefined || source === '' ? [] : [`${line} | ${source}`],
    cause,
  });
}

/**
 * Turns what a compiled template threw into an error of ours.
 * ejs puts `file:line`, a listing and a blank line before the message of whatever is thrown, in place.
 */
export function toRenderError(thrown: unknown, source: SourceText): SlipwayError {
  if (isSlipwayError(thrown)) {
    // An included partial has been here before; ejs has since written over the message, not over its parts.
    const { code, summary, details, hint } = thrown;
    return new SlipwayError({
      code,
      summary,
      details: [...details, `included from ${source.label}${lineSuffix(thrown.message, source.label)}`],
      ...(hint === undefined ? {} : { hint }),
      cause: thrown.cause,
    });
  }
  const message = thrown instanceof Error ? thrown.message : String(thrown);
  const line = lineSuffix(message, source.label);
  const problem = line === '' ? message : message.slice(message.indexOf('\n\n') + 2);
  return renderError(source, line === '' ? undefined : Number(line.slice(1)), problem.replace(/\.$/, ''), thrown);
}

function lineSuffix(message: string, label: string): string {
  if (!message.startsWith(`${label}:`)) return '';
  return /^:\d+/.exec(message.slice(label.length))?.[0] ?? '';
}
