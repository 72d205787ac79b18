import { validateSchema, type JsonSchema } from '@slipway/kit';
import { localNameProblem } from '../render/locals.ts';
import { givenLocals, impliedInputs, placeInputs } from './implied-inputs.ts';
import { inputsOf } from './input-properties.ts';

/**
 * The schema that answers are judged by: the inputs as the templates declare them, and those every template has.
 * Nothing else is taken. A place is never required: it is no answer, and a record has none.
 */
export function toAnswerSchema(inputs: JsonSchema): JsonSchema {
  const required = Array.isArray(inputs['required']) ? (inputs['required'] as readonly unknown[]) : [];
  return {
    ...inputs,
    type: 'object',
    properties: { ...impliedInputs, ...inputsOf(inputs) },
    required: required.filter((name) => typeof name === 'string' && !placeInputs.has(name)),
    additionalProperties: false,
  };
}

/** Checks that a schema can be compiled and that templates can use its names. */
export async function checkInputs(schema: JsonSchema, problems: string[]): Promise<void> {
  for (const name of Object.keys(inputsOf(schema))) {
    if (placeInputs.has(name)) continue;
    const problem = givenLocals.has(name) ? 'Slipway sets it itself' : localNameProblem(name);
    if (problem !== undefined) problems.push(`"${name}" cannot be the name of an input: ${problem}`);
  }
  try {
    await validateSchema(schema, {}, 'options');
  } catch (error) {
    problems.push(`the schema of the inputs is wrong: ${error instanceof Error ? error.message : String(error)}`);
  }
}
