import { validateSchema, type JsonSchema } from '@slipway/kit';
import { fixedInputs, inputsOf } from './input-properties.ts';

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
  const properties = inputsOf(inputs);
  const answers = Object.fromEntries(
    Object.entries(given)
      .filter(([, value]) => value !== undefined)
      .map(([name, value]) => [name, isTextLikeNumber(properties[name], value) ? String(value) : value]),
  );
  const { value, problems } = await validateSchema(inputs, { ...fixedInputs(inputs), ...answers }, 'options');
  return { answers: value as Readonly<Record<string, unknown>>, problems };
}

/**
 * Nx reads `--cpu=2` and `--goVersion=1.26` as numbers before anybody has seen the schema.
 * An input that takes text and says that a number will do as well gets the text.
 */
function isTextLikeNumber(property: JsonSchema | undefined, value: unknown): boolean {
  const types = [property?.['type']].flat();
  return typeof value === 'number' && types.includes('string') && types.includes('number');
}
