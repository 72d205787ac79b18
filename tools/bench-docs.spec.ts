import { expect, it } from 'vitest';
import { renderReadme } from '../bench/harness/readme.mjs';
import { readText } from './source-files.ts';

it('bench/README.md says what bench/results says: `npm run bench -- render` writes it', async () => {
  const text = readText('bench/README.md');
  expect(text).toContain('| figure');
  expect(await renderReadme()).toBe(text);
});
