import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import { createWorkspace, type TestWorkspace } from '../../nx/testing/create-workspace.ts';
import { loadTemplate } from '../load-template.ts';
import type { Locals } from './locals.ts';
import { renderTemplateFiles } from './render-template-files.ts';
import type { RenderedFile } from './rendered-file.ts';

let workspace: TestWorkspace;
afterEach(() => workspace.dispose());

type Files = Readonly<Record<string, string | Uint8Array>>;

async function render(files: Files, locals: Locals = {}, manifest: Locals = {}): Promise<readonly RenderedFile[]> {
  workspace = createWorkspace({ 't/template.json': JSON.stringify({ id: 't', version: '1.0.0', ...manifest }) });
  workspace.write(Object.fromEntries(Object.entries(files).map(([path, content]) => [`t/${path}`, content])));
  return renderTemplateFiles(await loadTemplate(join(workspace.root, 't'), workspace.root), locals);
}

const paths = (files: readonly RenderedFile[]): readonly string[] => files.map(({ path }) => path);

describe('renderTemplateFiles', () => {
  it('copies what is not rendered byte for byte', async () => {
    const binary = Uint8Array.of(0, 0x61, 0x73, 0x6d, 0xff, 0x0d, 0x0a);
    const files = await render({ 'files/a.wasm': binary, 'files/b.txt': '<%= x %>\r\n', 'files/empty': '' });
    expect(files.map(({ bytes }) => [...bytes])).toEqual([[...binary], [...Buffer.from('<%= x %>\r\n')], []]);
  });

  it('keeps a BOM and line ends in what is rendered', async () => {
    const [file] = await render({ 'files/a.ejs': '\ufeff<%= x %>\r\nb' }, { x: 1 });
    expect(file?.bytes.toString()).toBe('\ufeff1\r\nb');
  });

  it('adds layers whose condition holds', async () => {
    const files = { 'files/a': '', 'layers/one/b': '', 'layers/two/c': '', 'layers/three/d': '' };
    const layers = [
      { name: 'one', when: { deploy: ['helm', 'kustomize'], hpa: true } },
      { name: 'two', when: { deploy: 'helm' } },
      { name: 'three' },
    ];
    expect(paths(await render(files, { deploy: 'kustomize', hpa: true }, { layers }))).toEqual(['a', 'b', 'd']);
    workspace.dispose();
    expect(paths(await render(files, { deploy: 'none', hpa: true }, { layers }))).toEqual(['a', 'd']);
  });

  it('writes a layer once per member of a list', async () => {
    const files = { 'layers/env/k8s/__environment__/x.ejs': '<%= environment %> of <%= name %>' };
    const layers = [{ name: 'env', each: { environment: 'environments' } }];
    const rendered = await render(files, { name: 'orders', environments: ['dev', 'prod'] }, { layers });
    expect(rendered.map(({ path, bytes }) => [path, bytes.toString()])).toEqual([
      ['k8s/dev/x', 'dev of orders'],
      ['k8s/prod/x', 'prod of orders'],
    ]);
  });

  it('gives equal bytes whatever the order on disk', async () => {
    const contents: Files = {
      'files/b.ejs': '<%= n.toLocaleString === undefined %>',
      'files/a': 'a',
      'files/Z/c': 'c',
    };
    const first = await render(contents, { n: 1 });
    const reversed = join(workspace.root, 'r');
    for (const [path, content] of Object.entries(contents).toReversed()) {
      mkdirSync(dirname(join(reversed, path)), { recursive: true });
      writeFileSync(join(reversed, path), content);
    }
    workspace.write({ 'r/template.json': JSON.stringify({ id: 't', version: '1.0.0' }) });
    const template = await loadTemplate(reversed, workspace.root);
    expect(await renderTemplateFiles(template, { n: 1 })).toEqual(first);
    expect(template.chain).toEqual((await loadTemplate(join(workspace.root, 't'), workspace.root)).chain);
  });

  it.each<[string, Files, Locals, Locals, string]>([
    ['two files with one path', { 'files/__a__': '', 'files/__b__': '' }, { a: 'x', b: 'x' }, {}, 'both render to x'],
    ['paths that differ in case', { 'files/__a__': '', 'files/__b__': '' }, { a: 'x', b: 'X' }, {}, 'both render to X'],
    ['a file where a folder is needed', { 'files/__a__': '', 'files/x/y': '' }, { a: 'X' }, {}, 'needs the folder x'],
    ['its own record', { 'files/template.lock.json': '{}' }, {}, {}, "Slipway's own record"],
    ['a bad segment', { 'files/__a__/b': '' }, { a: '../..' }, {}, 'renders to "../.."'],
    ['an unknown name', { 'files/__a__': '' }, {}, {}, 'no answer or computed value "a"'],
    [
      'a file and a layer with one path',
      { 'files/a': '', 'layers/l/a': '' },
      {},
      { layers: [{ name: 'l' }] },
      't/files/a and t/layers/l/a',
    ],
    [
      'a member twice',
      { 'layers/l/__e__': '' },
      { es: ['a', 'a'] },
      { layers: [{ name: 'l', each: { e: 'es' } }] },
      'both render to a',
    ],
  ])('refuses %s', async (...[, files, locals, manifest, problem]) => {
    const error = await render(files, locals, manifest).catch((thrown: unknown) => thrown);
    expect(error).toMatchObject({ code: 'TEMPLATE_PATH_INVALID' });
    expect((error as Error).message.replace('t/layers/l/a and t/files/a', 't/files/a and t/layers/l/a')).toContain(
      problem,
    );
  });

  it.each([
    [{ name: 'l', when: { nope: 1 } }, 'depends on "nope"'],
    [{ name: 'l', each: { e: 'nope' } }, 'written for each of "nope", which is no list'],
    [{ name: 'l', each: { yaml: 'es' } }, 'cannot call its members "yaml"'],
  ])('refuses the layer %j', async (layer, problem) => {
    const rendering = render({ 'layers/l/a': '' }, { es: [] }, { layers: [layer] });
    await expect(rendering).rejects.toMatchObject({
      code: 'TEMPLATE_INVALID',
      details: [expect.stringContaining(problem)],
    });
  });

  it('names every file that cannot be rendered', async () => {
    const error = await render({ 'files/a.ejs': '\n<%= x %>', 'files/b.ejs': '<% ) %>', 'files/c': '' }).catch(
      (thrown: unknown) => thrown,
    );
    expect(error).toMatchObject({
      code: 'TEMPLATE_RENDER_FAILED',
      summary: '2 files of the template cannot be rendered.',
    });
    expect((error as Error).message).toContain('t/files/a.ejs:2: x is not defined');
    expect((error as Error).message).toContain('t/files/b.ejs:1: this is not JavaScript');
  });
});
