import { describe, expect, it } from 'vitest';
import { validateSchema } from './validate-schema.ts';

const schema = {
  type: 'object',
  additionalProperties: false,
  required: ['builder'],
  properties: {
    builder: { type: 'string', minLength: 1, 'x-prompt': 'Which builder?' },
    compression: { enum: ['gzip', 'zstd', 'none'], default: 'gzip' },
    port: { type: 'integer', minimum: 1, maximum: 65535 },
    files: {
      type: 'array',
      items: { type: 'object', additionalProperties: false, properties: { from: { type: 'string' } } },
    },
  },
} as const;

describe('validateSchema', () => {
  it('fills in defaults in a copy', async () => {
    const given = { builder: 'x' };
    expect(await validateSchema(schema, given, 'o')).toEqual({
      value: { builder: 'x', compression: 'gzip' },
      problems: [],
    });
    expect(given).toEqual({ builder: 'x' });
  });

  it('names every problem at once', async () => {
    const { problems } = await validateSchema(
      schema,
      { compresion: 'gzip', compression: 'lz4', port: 70000, files: [{ from: 1 }, { form: 'x' }] },
      'driverOptions',
    );
    expect([...problems].sort()).toEqual([
      'driverOptions.builder is missing',
      'driverOptions.compresion is not an option; did you mean "compression"?',
      'driverOptions.compression is "lz4", not one of "gzip", "zstd", "none"',
      'driverOptions.files[0].from is 1, not a string',
      'driverOptions.files[1].form is not an option; did you mean "from"?',
      'driverOptions.port is 70000; it must be <= 65535',
    ]);
  });

  it('takes schemas as Nx writes them', async () => {
    const nx = { $schema: 'https://json-schema.org/schema', $id: 'Same', ...schema };
    const other = { $id: 'Same', type: 'object', properties: { a: { type: 'string' } } };
    expect((await validateSchema(nx, { builder: 'x' }, 'o')).problems).toEqual([]);
    expect((await validateSchema(other, { a: 1 }, 'o')).problems).toEqual(['o.a is 1, not a string']);
  });

  it('refuses what is no object', async () => {
    expect((await validateSchema(schema, 'text', 'driverOptions')).problems).toEqual([
      'driverOptions is "text", not an object',
    ]);
  });

  it('says what a pattern means where the schema does, and never shows a secret', async () => {
    const described = { type: 'string', pattern: '^v', patternDescription: 'a text that starts with v' };
    const secret = { type: 'string', maxLength: 3, pattern: '^v', 'x-secret': true };
    const { problems } = await validateSchema(
      { type: 'object', properties: { a: described, b: secret } },
      { a: 'x', b: 'hunter2' },
      'o',
    );
    expect(problems).toContain('o.a is "x", which does not fit a text that starts with v');
    expect(problems.join()).not.toContain('hunter2');
  });
});
