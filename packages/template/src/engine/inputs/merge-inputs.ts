import { closest, type JsonSchema } from '@slipway/kit';
import { inputsOf } from './input-properties.ts';
import { tightenInput } from './tighten-input.ts';

/**
 * The inputs of a base with those of an overlay: new ones are added, known ones tightened, those with `const` fixed.
 * What names an input the base lacks, or accepts more than the base, is pushed to `problems`.
 */
export async function mergeInputs(
  base: JsonSchema,
  own: JsonSchema | undefined,
  changes: Readonly<Record<string, JsonSchema>>,
  problems: string[],
): Promise<JsonSchema> {
  const properties: Record<string, JsonSchema> = { ...inputsOf(base) };
  for (const [name, input] of Object.entries(inputsOf(own))) {
    const known = properties[name];
    properties[name] = known === undefined ? input : await tightenInput(name, known, input, problems);
  }
  for (const [name, change] of Object.entries(changes)) {
    const known = properties[name];
    if (known === undefined) problems.push(missing(name, Object.keys(properties)));
    else properties[name] = await tightenInput(name, known, change, problems);
  }
  const required = new Set([...requiredOf(base), ...requiredOf(own)]);
  // What is fixed is not asked for.
  for (const [name, input] of Object.entries(properties)) if ('const' in input) required.delete(name);
  const { properties: _properties, required: _required, $schema: _schema, $id: _id, ...rest } = own ?? {};
  const conditions = [base['allOf'], rest['allOf']].flatMap((list) => (Array.isArray(list) ? (list as unknown[]) : []));
  return {
    ...base,
    ...rest,
    ...(conditions.length > 0 ? { allOf: conditions } : {}),
    type: 'object',
    properties,
    required: [...required],
  };
}

function requiredOf(schema: JsonSchema | undefined): readonly string[] {
  const required = schema?.['required'];
  return Array.isArray(required) ? required.filter((name) => typeof name === 'string') : [];
}

function missing(name: string, known: readonly string[]): string {
  const suggestion = closest(name, known);
  return `overlay.inputs names "${name}", which the base lacks${suggestion === undefined ? '' : `; did you mean "${suggestion}"?`}`;
}
