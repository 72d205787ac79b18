import { SlipwayError, type ErrorCode } from '@slipway/kit';

/** One thing wrong with what the user asked for, before it is known whether it is the only one. */
export interface OptionProblem {
  readonly code: ErrorCode;
  readonly text: string;
}

/** Throws all problems as one error; its code is theirs where they agree, else OPTIONS_INVALID. */
export function throwProblems(templateId: string, problems: readonly OptionProblem[]): void {
  const codes = new Set(problems.map(({ code }) => code));
  const [only, second] = problems;
  if (only === undefined) return;
  throw new SlipwayError({
    code: codes.size === 1 ? only.code : 'OPTIONS_INVALID',
    summary: second === undefined ? `${only.text}.` : `${templateId} refuses ${problems.length} of the options.`,
    details: second === undefined ? [] : problems.map(({ text }) => text),
    state: 'Nothing was written.',
  });
}
