import { join } from 'node:path';
import { assertGolden, goldenCases, renderTemplate } from '@slipway/template/testing';
import { describe, expect, it } from 'vitest';

describe.each(['go-service', 'go-library'])('%s', (template) => {
  const directory = join(import.meta.dirname, template);

  it.each(goldenCases(directory))('renders the case %s as its golden tree', (name) => assertGolden(directory, name));

  it('renders the same twice', async () => {
    expect(await renderTemplate(directory)).toEqual(await renderTemplate(directory));
  });

  it('leaves no file empty and no line for later', async () => {
    const { files } = await renderTemplate(directory);
    for (const { path, bytes } of files) {
      const text = bytes.toString();
      expect(text, path).toMatch(/\S\n$/);
      expect(text, path).not.toMatch(/\bto-?do\b|fixme|[ \t]\n|\n\n\n/i);
    }
  });
});
