import type { ErrorObject, ValidateFunction } from 'ajv';
import type { Ajv2020 } from 'ajv/dist/2020.js';
import { foreignKeywords } from './annotations.ts';
import { closest } from './closest.ts';
import { fillIfValid } from './fill-if-valid.ts';
import type { JsonSchema } from './json-schema.ts';

/** The checked value, and what is wrong with it: one sentence each, empty when all is well. */
export interface SchemaVerdict {
  /** A copy with the schema's defaults filled in; the input is not changed. */
  readonly value: unknown;
  readonly problems: readonly string[];
}

const compiled = new WeakMap<JsonSchema, Promise<ValidateFunction>>();

/**
 * Checks a value against a JSON Schema and names every problem at once.
 * `subject` is what the value is called, for example `driverOptions`.
 */
export async function validateSchema(schema: JsonSchema, value: unknown, subject: string): Promise<SchemaVerdict> {
  const body = bodyOf(schema);
  const filled = fillIfValid(body, value);
  if (filled !== undefined) return { value: filled.value, problems: [] };
  const validate = await compile(body);
  const copy: unknown = structuredClone(value);
  if (validate(copy)) return { value: copy, problems: [] };
  const problems = (validate.errors ?? []).map((error) => toSentence(error, subject)).filter((text) => text !== '');
  return { value: copy, problems: [...new Set(problems)] };
}

const bodies = new WeakMap<JsonSchema, JsonSchema>();

/** Without `$schema` and `$id` one instance takes schemas of every draft that stay within the common ground. */
function bodyOf(schema: JsonSchema): JsonSchema {
  const known = bodies.get(schema);
  if (known !== undefined) return known;
  const { $schema: _draft, $id: _id, id: _oldId, ...body } = schema;
  bodies.set(schema, body);
  return body;
}

function compile(schema: JsonSchema): Promise<ValidateFunction> {
  const known = compiled.get(schema);
  if (known !== undefined) return known;
  const compiling = compileWithAjv(schema);
  compiled.set(schema, compiling);
  return compiling;
}

async function compileWithAjv(schema: JsonSchema): Promise<ValidateFunction> {
  const ajv = await (instance ??= createAjv());
  const validate = ajv.compile(schema);
  // ajv would keep every schema it has ever seen.
  ajv.removeSchema(schema);
  return validate;
}

/** Made at the first use and shared: loading and setting up ajv takes longer than everything it does for us. */
let instance: Promise<Ajv2020> | undefined;

async function createAjv(): Promise<Ajv2020> {
  const { Ajv2020 } = await import('ajv/dist/2020.js');
  const ajv = new Ajv2020({
    allErrors: true,
    verbose: true,
    useDefaults: true,
    allowUnionTypes: true,
    strictSchema: true,
    // Compiling refuses unknown keywords and types; the meta-schemas would cost more time than all the rest.
    validateSchema: false,
    meta: false,
    // An overlay tightens an input without repeating its type.
    strictTypes: false,
    // Formats are hints to editors; what is checked is written as a pattern.
    validateFormats: false,
  });
  for (const keyword of foreignKeywords) ajv.addKeyword(keyword);
  return ajv;
}

type Sentence = (fault: {
  readonly where: string;
  readonly got: string;
  readonly params: Readonly<Record<string, unknown>>;
  readonly parent: Readonly<Record<string, unknown>>;
}) => string;

const unknownOption: Sentence = ({ where, params, parent }) => {
  const key = String(params['additionalProperty'] ?? params['unevaluatedProperty']);
  const suggestion = closest(key, Object.keys(parent['properties'] ?? {}));
  return `${where}.${key} is not an option${suggestion === undefined ? '' : `; did you mean "${suggestion}"?`}`;
};
const outOfRange: Sentence = ({ where, got, params }) =>
  `${where} is ${got}; it must be ${String(params['comparison'])} ${String(params['limit'])}`;
// It only repeats what a branch of its own has said already.
const silent: Sentence = () => '';

const sentences: Readonly<Record<string, Sentence>> = {
  additionalProperties: unknownOption,
  unevaluatedProperties: unknownOption,
  required: ({ where, params }) => `${where}.${String(params['missingProperty'])} is missing`,
  enum: ({ where, got, params }) =>
    `${where} is ${got}, not one of ${(params['allowedValues'] as readonly unknown[]).map(show).join(', ')}`,
  const: ({ where, got, params }) => `${where} is ${got}, but it is fixed to ${show(params['allowedValue'])}`,
  type: ({ where, got, params }) => `${where} is ${got}, not ${article([params['type']].flat().join(' or '))}`,
  pattern: ({ where, got, params, parent }) =>
    `${where} is ${got}, which does not fit ${String(parent['patternDescription'] ?? params['pattern'])}`,
  minimum: outOfRange,
  exclusiveMinimum: outOfRange,
  maximum: outOfRange,
  exclusiveMaximum: outOfRange,
  minLength: ({ where, got, params }) => `${where} is ${got}; it needs at least ${String(params['limit'])} characters`,
  maxLength: ({ where, params }) => `${where} has more than ${String(params['limit'])} characters`,
  if: silent,
  allOf: silent,
};

function toSentence(
  { keyword, instancePath, data, params, parentSchema = {}, message }: ErrorObject,
  subject: string,
): string {
  const where = `${subject}${pathOf(instancePath)}`;
  const sentence = sentences[keyword] ?? (() => `${where} ${message ?? 'is not right'}`);
  return sentence({
    where,
    got: parentSchema['x-secret'] === true ? 'a secret' : show(data),
    params: params as Readonly<Record<string, unknown>>,
    parent: parentSchema,
  });
}

/** `/files/0/mode` → `.files[0].mode` */
function pathOf(pointer: string): string {
  const segments = pointer
    .split('/')
    .slice(1)
    .map((segment) => segment.replaceAll('~1', '/').replaceAll('~0', '~'));
  return segments.map((segment) => (/^\d+$/.test(segment) ? `[${segment}]` : `.${segment}`)).join('');
}

function show(value: unknown): string {
  const text = value === undefined ? 'missing' : JSON.stringify(value);
  return text.length > 80 ? `${text.slice(0, 77)}…` : text;
}

function article(noun: string): string {
  return `${/^[aeiou]/.test(noun) ? 'an' : 'a'} ${noun}`;
}
