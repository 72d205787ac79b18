import { validateSchema, type JsonSchema } from '@slipway/kit';
import { fixedInputs } from './input-properties.ts';

/** Answers with defaults and fixed values filled in, and what is wrong with them. */
export interface AnswersVerdict {
  readonly answers: Readonly<Record<string, unknown>>;
  readonly problems: readonly string[];
}

/** Judges the answers to a template's inputs, all at once. Undefined answers count as not given. */
export async function checkAnswers(
  inputs: JsonSchema,
  given: Readonly<Record<string, unknown>>,
): Promise<AnswersVerdict> {
  const answers = Object.fromEntries(Object.entries(given).filter(([, value]) => value !== undefined));
  const { value, problems } = await validateSchema(inputs, { ...fixedInputs(inputs), ...answers }, 'options');
  return { answers: value as Readonly<Record<string, unknown>>, problems };
}
