import { validateSchema, type JsonSchema } from '@slipway/kit';
import { impliedInputs, placeInputs } from './implied-inputs.ts';
import { fixedInputs, inputsOf } from './input-properties.ts';

/** Answers with defaults and fixed values filled in, and what is wrong with them. */
export interface AnswersVerdict {
  readonly answers: Readonly<Record<string, unknown>>;
  readonly problems: readonly string[];
}

/**
 * Judges the answers to a template's inputs, all at once. Undefined answers count as not given.
 * A place may be missing even where the schema requires it: it is no answer, and a record has none.
 */
export async function checkAnswers(
  inputs: JsonSchema,
  given: Readonly<Record<string, unknown>>,
): Promise<AnswersVerdict> {
  const required = (inputs['required'] ?? []) as readonly string[];
  const schema = {
    ...inputs,
    properties: { ...impliedInputs, ...inputsOf(inputs) },
    required: required.filter((name) => !placeInputs.has(name)),
  };
  const answers = Object.fromEntries(Object.entries(given).filter(([, value]) => value !== undefined));
  const { value, problems } = await validateSchema(schema, { ...fixedInputs(inputs), ...answers }, 'options');
  return { answers: value as Readonly<Record<string, unknown>>, problems };
}
