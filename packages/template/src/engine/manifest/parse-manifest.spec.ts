import { describe, expect, it } from 'vitest';
import { parseManifest } from './parse-manifest.ts';

const parse = (value: unknown) => parseManifest(JSON.stringify(value), 'template.json');

async function problemsOf(value: unknown): Promise<readonly string[]> {
  const error = await parse(value).then(
    () => undefined,
    (thrown: unknown) => thrown,
  );
  expect(error).toMatchObject({ code: 'TEMPLATE_INVALID', summary: 'template.json is no valid template manifest.' });
  return (error as { readonly details: readonly string[] }).details;
}

describe('parseManifest', () => {
  it('fills in what is left out', async () => {
    expect(await parse({ $schema: 'x', id: '@acme/x', version: '1.0.0' })).toEqual({
      id: '@acme/x',
      version: '1.0.0',
      layers: [],
      files: [],
      overlay: { omit: [], blocks: {}, inputs: {} },
    });
  });

  it('names every problem at once', async () => {
    const problems = await problemsOf({
      id: 'Acme Service',
      versoin: '1.0.0',
      inputs: 'schema.json',
      layers: [{ nmae: 'x' }, 'y'],
      files: [{ glob: 'a', policy: 'sed', mode: '0777' }],
      extends: { source: 'https://example.com/x' },
      overlay: { omit: 'x', blocks: { Dockerfile: { base: '../x' } } },
    });
    expect(problems.toSorted()).toEqual([
      'template.extends.source is "https://example.com/x", which does not fit npm:@scope/package/folder, or a folder that starts with ./ or ../',
      'template.files[0].mode is "0777", not one of "0644", "0755"',
      'template.files[0].policy is "sed", not one of "merge", "managed", "seed", "structured"',
      'template.id is "Acme Service", which does not fit the form of an npm package name, such as @acme/go-service',
      'template.inputs is "schema.json", which does not fit a path in the template that starts with ./',
      'template.layers[0].name is missing',
      'template.layers[0].nmae is not an option; did you mean "name"?',
      'template.layers[1] is "y", not an object',
      'template.overlay.blocks.Dockerfile.base is "../x", which does not fit a path in the template that starts with ./',
      'template.overlay.omit is "x", not an array',
      'template.versoin is not an option; did you mean "version"?',
    ]);
  });

  it.each([
    [{ id: 'x', version: '1.0' }, 'template.version is "1.0", not a version'],
    [{ id: 'x', extends: { source: '../b', range: 'newest' } }, 'template.extends.range is "newest", not a range'],
    [{ id: 'x', overlay: { omit: ['a'] } }, 'template.extends names none'],
    [{ id: 'x', layers: [{ name: 'a' }, { name: 'a' }] }, 'template.layers names "a" twice'],
    [{ id: 'x', layers: [{ name: 'a', each: { a: 'as', b: 'bs' } }] }, 'template.layers[0].each'],
    [[], 'template is [], not an object'],
    [{ id: 'x', inputs: './../schema.json' }, 'template.inputs is "./../schema.json", which does not fit'],
    [{ id: 'x', inputs: './a/..' }, 'template.inputs is'],
    [{ id: 'x', inputs: './..\\schema.json' }, 'template.inputs is'],
    [
      { id: 'x', extends: { source: '../b' }, overlay: { blocks: { Dockerfile: { base: './a/../../x' } } } },
      'template.overlay.blocks.Dockerfile.base is',
    ],
    [{ id: 'x', hooks: 'data:text/javascript,export const hooks = {}' }, 'template.hooks is'],
    [{ id: 'x', hooks: 'node:fs' }, 'template.hooks is'],
    [{ id: 'x', hooks: '@acme/hooks/../../../evil.mjs' }, 'template.hooks is'],
  ])('refuses %j', async (value, problem) => expect((await problemsOf(value)).join('\n')).toContain(problem));

  it('says which file is not JSON', async () => {
    await expect(parseManifest('{ "id": ', 'templates/x/template.json')).rejects.toMatchObject({
      code: 'TEMPLATE_INVALID',
      summary: 'templates/x/template.json is not JSON.',
    });
  });
});
