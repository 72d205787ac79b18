import type { JsonSchema } from '@slipway/kit';

/** The inputs of a schema by name. */
export function inputsOf(schema: JsonSchema | undefined): Readonly<Record<string, JsonSchema>> {
  const properties = schema?.['properties'];
  return typeof properties === 'object' && properties !== null ? (properties as Record<string, JsonSchema>) : {};
}

/** Names of the inputs that are never recorded or shown. */
export function secretInputs(schema: JsonSchema): ReadonlySet<string> {
  return new Set(
    Object.entries(inputsOf(schema)).flatMap(([name, input]) => (input['x-secret'] === true ? [name] : [])),
  );
}

/** The inputs an overlay has fixed, with their values. */
export function fixedInputs(schema: JsonSchema): Readonly<Record<string, unknown>> {
  return Object.fromEntries(
    Object.entries(inputsOf(schema)).flatMap(([name, input]) => ('const' in input ? [[name, input['const']]] : [])),
  );
}
