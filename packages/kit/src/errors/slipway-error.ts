import type { ErrorCode } from './catalogue.ts';

/** Marks our errors across copies of this module, where `instanceof` would say no. */
const brand = Symbol.for('slipway.error');

/** What an error says. Each field is whole sentences, without the code and without a line of its own for it. */
export interface SlipwayErrorContent {
  readonly code: ErrorCode;
  /** The first line: stands alone and names the thing. */
  readonly summary: string;
  /** The cause, or every single problem: one line each. */
  readonly details?: readonly string[];
  /** What state things are in now: «Nothing was written.» */
  readonly state?: string;
  /** What to do, with the exact command. */
  readonly hint?: string;
  readonly cause?: unknown;
}

/**
 * The one error of Slipway.
 * `message` is the whole text as a user reads it, because Nx prints the message and nothing else:
 * summary and code in the first line, then details, state and hint.
 */
export class SlipwayError extends Error {
  readonly code: ErrorCode;
  readonly summary: string;
  readonly details: readonly string[];
  readonly state: string | undefined;
  readonly hint: string | undefined;

  constructor(content: SlipwayErrorContent) {
    super(renderError(content), content.cause === undefined ? undefined : { cause: content.cause });
    Object.defineProperty(this, brand, { value: true });
    this.name = 'SlipwayError';
    this.code = content.code;
    this.summary = content.summary;
    this.details = content.details ?? [];
    this.state = content.state;
    this.hint = content.hint;
  }
}

/** Whether a thrown value is an error of ours, also one from another copy of this package. */
export function isSlipwayError(value: unknown): value is SlipwayError {
  return typeof value === 'object' && value !== null && brand in value;
}

function renderError({ code, summary, details = [], state, hint }: SlipwayErrorContent): string {
  return [
    `${summary} [${code}]`,
    ...details.map((detail) => `  ${detail.replaceAll('\n', '\n  ')}`),
    ...(state === undefined ? [] : [state]),
    ...(hint === undefined ? [] : [`Hint: ${hint}`]),
  ].join('\n');
}
