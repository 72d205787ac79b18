import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { fillIfValid } from './fill-if-valid.ts';
import type { JsonSchema } from './json-schema.ts';
import { validateSchema } from './validate-schema.ts';

/** What ajv says: a keyword that means nothing here, but is not one of ours, leads past the short way. */
function judge(schema: JsonSchema, value: unknown) {
  return validateSchema({ ...schema, readOnly: false }, value, 'it');
}

const scalar = fc.oneof(
  fc.constantFrom('a', 'ab', 'é😀', '', 0, 1, 2, 2.5, -1, true, false, null),
  fc.string({ maxLength: 3 }),
  fc.integer({ min: -3, max: 3 }),
);
const name = fc.constantFrom('a', 'b', 'c');
const value = fc.letrec((tie) => ({
  any: fc.oneof(
    { maxDepth: 3, withCrossShrink: true },
    scalar,
    fc.array(tie('any'), { maxLength: 3 }),
    fc.dictionary(name, tie('any')),
  ),
})).any;
const bound = fc.integer({ min: 0, max: 3 });
const typeName = fc.constantFrom('string', 'number', 'integer', 'boolean', 'null', 'array', 'object');

const schema = fc.letrec<{ any: JsonSchema; withDefault: JsonSchema }>((tie) => {
  const constraints = {
    type: fc.oneof(typeName, fc.uniqueArray(typeName, { minLength: 1, maxLength: 2 })),
    enum: fc.uniqueArray(scalar, { minLength: 1, maxLength: 3 }),
    const: scalar,
    pattern: fc.constantFrom('^a', '.', '^\\p{L}*$'),
    minimum: bound,
    maximum: bound,
    exclusiveMinimum: bound,
    exclusiveMaximum: bound,
    multipleOf: fc.integer({ min: 1, max: 3 }),
    minLength: bound,
    maxLength: bound,
    minItems: bound,
    maxItems: bound,
    minProperties: bound,
    maxProperties: bound,
    items: tie('any'),
    required: fc.uniqueArray(name, { maxLength: 2 }),
    properties: fc.dictionary(name, tie('withDefault')),
    additionalProperties: fc.oneof(fc.boolean(), tie('any')),
    description: fc.constant('of no meaning'),
    'x-prompt': fc.constant('for people'),
  };
  // Few constraints each: a value that satisfies many by chance is rare.
  const few = fc
    .record(constraints, { requiredKeys: [] })
    .chain((all) => fc.subarray(Object.entries(all), { maxLength: 4 }).map((kept) => Object.fromEntries(kept)));
  return {
    any: fc.oneof({ maxDepth: 2 }, fc.constant({}), few),
    withDefault: fc
      .tuple(tie('any'), fc.option(scalar, { nil: undefined }))
      .map(([inner, preset]) => (preset === undefined ? inner : { ...inner, default: preset })),
  };
}).any;

describe('fillIfValid', () => {
  it('never takes what ajv refuses, and fills in what ajv fills in', async () => {
    let taken = 0;
    await fc.assert(
      fc.asyncProperty(schema, value, async (plain, given) => {
        const filled = fillIfValid(plain, given);
        if (filled === undefined) return;
        taken++;
        expect(await judge(plain, given)).toEqual({ value: filled.value, problems: [] });
      }),
      { numRuns: 500 },
    );
    expect(taken).toBeGreaterThan(50);
  });

  it('takes whatever ajv takes, as long as the schema is plain', async () => {
    await fc.assert(
      fc.asyncProperty(schema, value, async (plain, given) => {
        const { problems } = await judge(plain, given);
        if (problems.length === 0) expect(fillIfValid(plain, given)).toBeDefined();
      }),
      { numRuns: 500 },
    );
  });

  it('counts defaults as given', () => {
    const counted = { required: ['a'], minProperties: 1, properties: { a: { type: 'string', default: 'x' } } };
    expect(fillIfValid(counted, {})).toEqual({ value: { a: 'x' } });
  });

  it('leaves the value as it was, and hands out no default twice', () => {
    const preset: readonly string[] = [];
    const listed = { properties: { list: { type: 'array', default: preset } } };
    const given = {};
    const first = fillIfValid(listed, given)?.value as { readonly list: unknown };
    expect(given).toEqual({});
    expect(first.list).toEqual([]);
    expect(first.list).not.toBe(preset);
  });

  it.each<[string, JsonSchema]>([
    ['a keyword it does not know', { anyOf: [{}] }],
    ['a keyword nobody knows', { tipe: 'string' }],
    ['a type that is none', { type: 'strng' }],
    ['a pattern that is none', { pattern: '(' }],
    ['a mistake deep inside that the value does not reach', { properties: { a: { items: { type: 'strng' } } } }],
    ['a default of the whole', { default: 1 }],
    ['a property that every object seems to have', { properties: { constructor: { type: 'string' } } }],
    ['a list of objects to choose from', { enum: [{ a: 1 }] }],
  ])('leaves %s to ajv', (_, odd) => {
    expect(fillIfValid(odd, {})).toBeUndefined();
  });
});
