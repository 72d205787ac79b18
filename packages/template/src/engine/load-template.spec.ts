import { symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import { createWorkspace, type TestWorkspace } from '../nx/testing/create-workspace.ts';
import { loadTemplate } from './load-template.ts';
import { renderTemplateFiles } from './render/render-template-files.ts';
import type { Template } from './template.ts';

let workspace: TestWorkspace;
afterEach(() => workspace.dispose());

type Files = Readonly<Record<string, string>>;
type Manifest = Readonly<Record<string, unknown>>;

const schema = {
  type: 'object',
  properties: {
    registry: { type: 'string', pattern: '^[a-z.]+$' },
    token: { type: 'string', 'x-secret': true },
    replicas: { type: 'integer', default: 2, minimum: 1, maximum: 10 },
    base: { enum: ['distroless', 'alpine', 'scratch'], default: 'distroless' },
  },
  required: ['registry'],
};

const base: Files = {
  'base/template.json': JSON.stringify({
    id: '@x/base',
    version: '1.4.0',
    inputs: './schema.json',
    hooks: '@x/hooks',
    layers: [{ name: 'k8s', when: { base: ['distroless', 'alpine'] } }],
    files: [{ glob: '**', policy: 'managed' }],
  }),
  'base/schema.json': JSON.stringify(schema),
  'base/files/Dockerfile.ejs': 'FROM <%# block:image %>base<%# endblock %>\nUSER 1\n',
  'base/files/README.md': 'base\n',
  'base/files/dot-env.ejs': `<%= include('line') %>`,
  'base/partials/line.ejs': 'REGISTRY=<%= registry %>\n',
  'base/layers/k8s/k8s/hpa.yaml': 'base hpa\n',
  'base/layers/k8s/k8s/service.yaml': 'base service\n',
};

function load(manifest: Manifest, files: Files = {}, more: Files = {}): Promise<Template> {
  const overlay = {
    id: '@acme/overlay',
    version: '0.2.0',
    extends: { source: '../base', range: '~1.4.0' },
    ...manifest,
  };
  const own = Object.entries(files).map(([path, text]) => [`overlay/${path}`, text]);
  workspace = createWorkspace({
    ...base,
    'overlay/template.json': JSON.stringify(overlay),
    ...(Object.fromEntries(own) as Files),
    ...more,
  });
  return loadTemplate(join(workspace.root, 'overlay'), workspace.root);
}

async function render(template: Template, answers: Manifest = {}): Promise<Files> {
  const locals = { registry: 'r.io', replicas: 2, base: 'distroless', name: 'orders', ...answers };
  const files = await renderTemplateFiles(template, locals);
  return Object.fromEntries(files.map(({ path, bytes }) => [path, bytes.toString()]));
}

async function refusal(loading: Promise<unknown>): Promise<{ readonly code: string; readonly message: string }> {
  return loading.then(
    () => ({ code: 'accepted', message: '' }),
    (error: unknown) => error as { readonly code: string; readonly message: string },
  );
}

describe('an overlay', () => {
  it('that changes nothing renders what its base renders', async () => {
    const overlay = await load({});
    expect(await render(overlay)).toEqual(
      await render(await loadTemplate(join(workspace.root, 'base'), workspace.root)),
    );
    expect(overlay.chain.map(({ id, version }) => `${id}@${version}`)).toEqual([
      '@x/base@1.4.0',
      '@acme/overlay@0.2.0',
    ]);
  });

  it('replaces, adds, omits, and fills regions and partials', async () => {
    const overlay = {
      omit: ['k8s/hpa.yaml'],
      blocks: { Dockerfile: { image: './blocks/image.ejs' } },
    };
    const template = await load(
      { overlay },
      {
        'files/README.md.ejs': 'Acme <%= name %>\n',
        'files/CODEOWNERS': '* @acme\n',
        'files/k8s/service.yaml': 'acme service\n',
        'partials/line.ejs': 'ACME=<%= registry %>\n',
        'blocks/image.ejs': '<%= registry %>/go\n',
      },
    );
    expect(await render(template)).toEqual({
      '.env': 'ACME=r.io\n',
      CODEOWNERS: '* @acme\n',
      Dockerfile: 'FROM r.io/go\nUSER 1\n',
      'README.md': 'Acme orders\n',
      'k8s/service.yaml': 'acme service\n',
    });
    // What replaces a file of a layer stays in that layer.
    expect(Object.keys(await render(template, { base: 'scratch' }))).not.toContain('k8s/service.yaml');
  });

  it('has the first word on policies and modes', async () => {
    const template = await load({
      files: [
        { glob: 'README.md', policy: 'seed' },
        { glob: 'Dockerfile', mode: '0755' },
      ],
    });
    const files = await renderTemplateFiles(template, { registry: 'r', replicas: 1, base: 'scratch', name: 'x' });
    expect(files.map(({ path, policy, mode }) => [path, policy, mode])).toEqual([
      ['.env', 'managed', '0644'],
      ['Dockerfile', 'managed', '0755'],
      ['README.md', 'seed', '0644'],
    ]);
  });

  it('runs the hooks of its base', async () => {
    expect((await load({})).hooks).toEqual([{ specifier: '@x/hooks', directory: join(workspace.root, 'base') }]);
  });

  it('tightens and fixes inputs', async () => {
    const template = await load({
      overlay: {
        inputs: {
          registry: { const: 'r.acme' },
          replicas: { minimum: 3, default: 3 },
          base: { enum: ['scratch'], default: 'scratch' },
        },
      },
    });
    expect(template.inputs).toMatchObject({
      required: [],
      properties: {
        registry: { const: 'r.acme', pattern: '^[a-z.]+$' },
        replicas: { type: 'integer', minimum: 3, maximum: 10, default: 3 },
        base: { enum: ['scratch'] },
      },
    });
  });

  it('adds inputs of its own', async () => {
    const template = await load(
      { inputs: './schema.json' },
      {
        'schema.json': JSON.stringify({
          properties: { team: { type: 'string' }, replicas: { maximum: 5 } },
          required: ['team'],
        }),
      },
    );
    expect(template.inputs).toMatchObject({
      required: ['registry', 'team'],
      properties: { team: { type: 'string' }, replicas: { minimum: 1, maximum: 5 } },
    });
  });
});

describe('an overlay is refused that', () => {
  it.each<[string, Manifest, Files, string]>([
    [
      'omits what the base lacks',
      { overlay: { omit: ['k8s/hpa.yml'] } },
      {},
      'omit names k8s/hpa.yml, which the base lacks; did you mean "k8s/hpa.yaml"?',
    ],
    [
      'fills a region of a file the base lacks',
      { overlay: { blocks: { dockerfile: { image: './b' } } } },
      { b: '' },
      'blocks names dockerfile, which the base lacks; did you mean "Dockerfile"?',
    ],
    [
      'fills a region the file lacks',
      { overlay: { blocks: { Dockerfile: { img: './b' } } } },
      { b: '' },
      'the region "img" of Dockerfile, which @x/base/files/Dockerfile.ejs lacks: it has image',
    ],
    [
      'fills a region of a copied file',
      { overlay: { blocks: { 'README.md': { a: './b' } } } },
      { b: '' },
      'is copied, not rendered',
    ],
    [
      'fills a region of a file it replaces',
      { overlay: { blocks: { Dockerfile: { image: './b' } } } },
      { b: '', 'files/Dockerfile': '' },
      'keep one of the two',
    ],
    [
      'fills a region of a file it omits',
      { overlay: { omit: ['Dockerfile'], blocks: { Dockerfile: { image: './b' } } } },
      { b: '' },
      'blocks names Dockerfile, which the base lacks',
    ],
    [
      'changes an input the base lacks',
      { overlay: { inputs: { replica: { const: 1 } } } },
      {},
      'inputs names "replica", which the base lacks; did you mean "replicas"?',
    ],
    [
      'loosens a limit',
      { overlay: { inputs: { replicas: { maximum: 20 } } } },
      {},
      'loosens maximum from 10 to 20 of the input "replicas"',
    ],
    [
      'widens a choice',
      { overlay: { inputs: { base: { enum: ['debian'] } } } },
      {},
      'the overlay sets the enum, which the base does not take',
    ],
    [
      'fixes what the base would refuse',
      { overlay: { inputs: { replicas: { const: 0 } } } },
      {},
      'sets the const, which the base does not take (it is 0; it must be >= 1)',
    ],
    [
      'defaults to what the base would refuse',
      { overlay: { inputs: { registry: { default: 'R!' } } } },
      {},
      'sets the default, which the base does not take',
    ],
    [
      'makes a secret a recorded answer',
      { overlay: { inputs: { token: { 'x-secret': false } } } },
      {},
      'changes x-secret, which cannot be tightened, of the input "token"',
    ],
    [
      'changes a type',
      { overlay: { inputs: { replicas: { type: 'string' } } } },
      {},
      'changes type, which cannot be tightened',
    ],
    ['adds a file that differs in case only', {}, { 'files/readme.md': '' }, 'differ in case only'],
    ['adds a layer without a condition', {}, { 'layers/extra/a': '' }, 'there is a folder layers/extra'],
    [
      'takes a name for an input that templates use',
      { inputs: './s.json' },
      { 's.json': '{ "properties": { "yaml": {}, "skip-it": {}, "projectRoot": {} } }' },
      '"yaml" cannot be the name of an input',
    ],
    [
      'has inputs that are no JSON Schema',
      { inputs: './s.json' },
      { 's.json': '{ "properties": { "a": { "type": "strnig" } } }' },
      'the schema of the inputs is wrong',
    ],
  ])('%s', async (_what, manifest, files, problem) => {
    const { code, message } = await refusal(load(manifest, files));
    expect(message).toContain(problem);
    expect(code).toBe('TEMPLATE_INVALID');
  });

  it('is wrong in several ways, with all of them', async () => {
    const overlay = { omit: ['nope'], blocks: { nope: { x: './b' } }, inputs: { nope: { const: 1 } } };
    const { message } = await refusal(load({ overlay }, { b: '' }));
    expect(message.match(/names "?nope/g)).toHaveLength(3);
  });
});

describe('a chain', () => {
  const link = (id: string, source: string): string => JSON.stringify({ id, version: '1.0.0', extends: { source } });

  it('is refused when the base is out of range', async () => {
    const { code, message } = await refusal(load({ extends: { source: '../base', range: '^2.0.0' } }));
    expect(code).toBe('TEMPLATE_CHAIN_INVALID');
    expect(message).toContain('@acme/overlay extends @x/base ^2.0.0, but version 1.4.0 is installed');
  });

  it('is refused when it comes back to itself', async () => {
    const { code, message } = await refusal(
      load({ extends: { source: '../b' } }, {}, { 'b/template.json': link('b', '../overlay') }),
    );
    expect(code).toBe('TEMPLATE_CHAIN_INVALID');
    expect(message).toContain('comes back to itself: @acme/overlay → b → @acme/overlay');
  });

  it('is refused when a template extends itself', async () => {
    expect((await refusal(load({ extends: { source: './' } }))).code).toBe('TEMPLATE_CHAIN_INVALID');
  });

  it('may have five templates, not six', async () => {
    const links = Object.fromEntries(
      [1, 2, 3, 4].map((n) => [`t${n}/template.json`, link(`t${n}`, n === 4 ? '../base' : `../t${n + 1}`)]),
    );
    const { code, message } = await refusal(load({ extends: { source: '../t1' } }, {}, links));
    expect(code).toBe('TEMPLATE_CHAIN_INVALID');
    expect(message).toContain('longer than 5 templates: @acme/overlay → t1 → t2 → t3 → t4 → @x/base');
    expect((await loadTemplate(join(workspace.root, 't1'), workspace.root)).chain).toHaveLength(5);
  });

  it('finds a package from the workspace root, also through the link of an npm workspace', async () => {
    const template = load(
      { extends: { source: 'npm:@x/templates/service', range: '*' } },
      {},
      {
        'linked/package.json': '{ "name": "@x/templates" }',
        'linked/service/template.json': '{ "id": "service", "version": "3.0.0" }',
        'node_modules/@x/.keep': '',
      },
    );
    // The first call has made the folders; the link is there before the base is looked for.
    symlinkSync('../../linked', join(workspace.root, 'node_modules/@x/templates'));
    expect((await template).chain.map(({ id }) => id)).toEqual(['service', '@acme/overlay']);
  });

  it.each([
    ['../nowhere', 'holds no template.json'],
    ['npm:@x/absent/service', 'The package @x/absent is not installed.'],
    ['npm:@x/templates/other', 'The package is installed, but'],
    ['npm:@x/templates/../../base', 'The path leaves the package'],
  ])('is refused when %s is not there', async (source, reason) => {
    const installed = { 'node_modules/@x/templates/package.json': '{ "name": "@x/templates" }' };
    const { code, message } = await refusal(load({ extends: { source } }, {}, installed));
    expect(code).toBe('TEMPLATE_NOT_FOUND');
    expect(message).toContain(reason);
  });
});
