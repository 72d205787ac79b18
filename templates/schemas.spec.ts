import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';

interface Input {
  readonly type?: string;
  readonly description?: string;
  readonly examples?: readonly unknown[];
  readonly pattern?: string;
  readonly visible?: boolean;
  readonly items?: Input;
}

describe.each(['go-service', 'go-library'])('the inputs of %s', (template) => {
  const text = readFileSync(join(import.meta.dirname, template, 'schema.json'), 'utf8');
  const schema = JSON.parse(text) as { readonly properties: Readonly<Record<string, Input>> };
  const inputs = Object.entries(schema.properties);

  it.each(inputs)('%s is described, with an example that its own pattern takes', (_name, input) => {
    expect(input.description).toMatch(/^\S.{20,}\.$/s);
    if (input.visible === false) return;
    expect(input.examples).not.toHaveLength(0);
    const pattern = new RegExp(input.pattern ?? input.items?.pattern ?? '');
    for (const example of input.examples ?? []) {
      const members = input.type === 'array' ? String(example).split(',') : [String(example)];
      expect(members.filter((member) => !pattern.test(member))).toEqual([]);
    }
  });

  // Nx ends a generator at the first value its own check refuses; a number's bounds it knows for "number" only.
  it('write numbers as both Nx and ajv check them', () => {
    expect(inputs.filter(([, { type }]) => type === 'integer')).toEqual([]);
  });

  it('ask for the module only', () => {
    expect(inputs.filter(([, input]) => 'x-prompt' in input).map(([name]) => name)).toEqual(['module']);
  });
});
