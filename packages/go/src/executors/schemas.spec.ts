import { readFile } from 'node:fs/promises';
import { describe, expect, it } from 'vitest';

describe('the schemas', () => {
  it('have no option that Nx takes for itself and never hands over', async () => {
    const folder = new URL('.', import.meta.url);
    const { executors } = JSON.parse(await readFile(new URL('../../executors.json', folder), 'utf8')) as {
      readonly executors: Readonly<Record<string, { readonly schema: string }>>;
    };
    const names = await Promise.all(
      Object.values(executors).map(async ({ schema }) => {
        const text = await readFile(new URL(`../../${schema}`, folder), 'utf8');
        return Object.keys((JSON.parse(text) as { readonly properties?: object }).properties ?? {});
      }),
    );
    expect(names.flat()).toContain('appVersion');
    expect(names.flat().filter((name) => ['version', 'help', 'configuration'].includes(name))).toEqual([]);
  });
});
