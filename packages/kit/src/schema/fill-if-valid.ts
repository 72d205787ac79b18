import { annotations } from './annotations.ts';
import type { JsonSchema } from './json-schema.ts';

/** Judges a value and fills defaults into it. False means in doubt: the value is of no use any more. */
type Check = (value: unknown) => boolean;

const checks = new WeakMap<JsonSchema, { readonly check: Check | undefined }>();

/**
 * A copy of the value with defaults filled in, when a value of a plain schema is certainly valid; undefined otherwise.
 * Most schemas are plain and most values valid, and loading ajv for them costs more than all that is done with the answer.
 * What is not plain (`anyOf`, `$ref`, an unknown keyword), not valid, or strange is left to ajv, which has the last word.
 */
export function fillIfValid(schema: JsonSchema, value: unknown): { readonly value: unknown } | undefined {
  // A default of the whole has no place to go, and ajv refuses it.
  const known = checks.get(schema) ?? { check: 'default' in schema ? undefined : createCheck(schema) };
  checks.set(schema, known);
  if (known.check === undefined) return undefined;
  const copy: unknown = structuredClone(value);
  return known.check(copy) ? { value: copy } : undefined;
}

/** Reads one keyword's value; undefined when it is not one that is plain. */
type Keyword = (setting: unknown, schema: JsonSchema) => Check | undefined;

/** The whole schema is read before a value is looked at, so that a wrong one reaches ajv whatever the value is. */
function createCheck(schema: unknown): Check | undefined {
  if (!isObject(schema)) return undefined;
  const all: Check[] = [];
  // Properties come first: what is required or counted may be a default that they fill in.
  for (const [name, setting] of Object.entries({ properties: {}, ...schema })) {
    if (annotations.has(name)) continue;
    const check = Object.hasOwn(keywords, name) ? keywords[name]?.(setting, schema) : undefined;
    if (check === undefined) return undefined;
    all.push(check);
  }
  return (value) => all.every((check) => check(value));
}

const isString = (value: unknown): value is string => typeof value === 'string';
const isBoolean = (value: unknown): value is boolean => typeof value === 'boolean';
const isNumber = (value: unknown): value is number => typeof value === 'number';
const isArray = (value: unknown): value is readonly unknown[] => Array.isArray(value);

/** A keyword with a number, about values of one type; it says nothing about all others. */
function limit<Value>(
  isOfType: (value: unknown) => value is Value,
  holds: (value: Value, bound: number) => boolean,
): Keyword {
  return (bound) =>
    isNumber(bound) && Number.isFinite(bound) ? (value) => !isOfType(value) || holds(value, bound) : undefined;
}

const types: Readonly<Record<string, Check>> = {
  string: isString,
  number: Number.isFinite,
  integer: Number.isInteger,
  boolean: isBoolean,
  null: (value) => value === null,
  array: isArray,
  object: isObject,
};

const keywords: Readonly<Record<string, Keyword>> = {
  type: (setting) => {
    const wanted = [setting].flat();
    if (!wanted.every((name) => isString(name) && Object.hasOwn(types, name))) return undefined;
    return (value) => wanted.some((name) => types[String(name)]?.(value) === true);
  },
  enum: (setting) =>
    isArray(setting) && setting.length > 0 && setting.every(isPlain) ? (value) => setting.includes(value) : undefined,
  const: (setting) => (isPlain(setting) ? (value) => value === setting : undefined),
  pattern: (setting) => {
    const expression = toExpression(setting);
    return expression === undefined ? undefined : (value) => !isString(value) || expression.test(value);
  },
  minimum: limit(isNumber, (value, bound) => value >= bound),
  maximum: limit(isNumber, (value, bound) => value <= bound),
  exclusiveMinimum: limit(isNumber, (value, bound) => value > bound),
  exclusiveMaximum: limit(isNumber, (value, bound) => value < bound),
  multipleOf: limit(isNumber, (value, bound) => Number.isSafeInteger(value / bound)),
  minLength: limit(isString, (value, bound) => Array.from(value).length >= bound),
  maxLength: limit(isString, (value, bound) => Array.from(value).length <= bound),
  minItems: limit(isArray, ({ length }, bound) => length >= bound),
  maxItems: limit(isArray, ({ length }, bound) => length <= bound),
  minProperties: limit(isObject, (value, bound) => Object.keys(value).length >= bound),
  maxProperties: limit(isObject, (value, bound) => Object.keys(value).length <= bound),
  items: (setting) => {
    const check = createCheck(setting);
    return check && ((value) => !isArray(value) || value.every(check));
  },
  properties: (setting) => {
    if (!isObject(setting)) return undefined;
    const parts = Object.entries(setting).map(([name, schema]) => toProperty(name, schema));
    return parts.includes(undefined)
      ? undefined
      : (value) => !isObject(value) || parts.every((check) => check?.(value) === true);
  },
  required: (setting) => {
    if (!isArray(setting) || !setting.every(isString) || setting.some(isInherited)) return undefined;
    return (value) => !isObject(value) || setting.every((name) => value[name] !== undefined);
  },
  additionalProperties: (setting, { properties = {} }) => {
    const check: Check | undefined = isBoolean(setting) ? () => setting : createCheck(setting);
    if (check === undefined || !isObject(properties)) return undefined;
    return (value) =>
      !isObject(value) ||
      Object.entries(value).every(([name, inner]) => Object.hasOwn(properties, name) || check(inner));
  },
};

/** A property that is there, or that its default puts there. */
function toProperty(name: string, schema: unknown): Check | undefined {
  const check = createCheck(schema);
  if (check === undefined || !isObject(schema) || isInherited(name)) return undefined;
  const { default: preset } = schema;
  return (value) => {
    if (!isObject(value)) return true;
    if (value[name] === undefined && preset !== undefined) Object.assign(value, { [name]: structuredClone(preset) });
    return value[name] === undefined || check(value[name]);
  };
}

/** Names such as `constructor`: every object seems to have them. */
function isInherited(name: string): boolean {
  return name in Object.prototype;
}

function toExpression(pattern: unknown): RegExp | undefined {
  try {
    return isString(pattern) ? new RegExp(pattern, 'u') : undefined;
  } catch {
    return undefined; // ajv says what is wrong with it.
  }
}

function isPlain(value: unknown): boolean {
  return value === null || ['string', 'number', 'boolean'].includes(typeof value);
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
