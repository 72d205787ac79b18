import { execFileSync } from 'node:child_process';
import { chmodSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import { createWorkspace, type TestWorkspace } from '../../nx/testing/create-workspace.ts';
import { readTemplateFolder } from './read-template-folder.ts';

let workspace: TestWorkspace;
afterEach(() => workspace.dispose());

type Files = Readonly<Record<string, string | Uint8Array>>;

function folder(files: Files, manifest: Readonly<Record<string, unknown>> = {}): string {
  const template = { id: '@acme/x', version: '1.0.0', ...manifest };
  const all: Files = { 'template.json': JSON.stringify(template), ...files };
  workspace = createWorkspace(Object.fromEntries(Object.entries(all).map(([path, text]) => [`t/${path}`, text])));
  return join(workspace.root, 't');
}

async function problemsOf(directory: string): Promise<string> {
  const error = await readTemplateFolder(directory).catch((thrown: unknown) => thrown);
  expect(error).toMatchObject({ code: 'TEMPLATE_INVALID' });
  return (error as Error).message;
}

describe('readTemplateFolder', () => {
  it('reads files, layers, partials and inputs', async () => {
    const directory = folder(
      {
        'files/dot-env.ejs': 'A=1',
        'files/logo.png': Uint8Array.of(0x89, 0, 0xff),
        'layers/k8s/k8s/__name__.yaml': 'a: 1',
        'partials/shared/head.ejs': 'x',
        'schema.json': '{ "type": "object" }',
        'README.md': 'read by people',
      },
      { inputs: './schema.json' },
    );
    const template = await readTemplateFolder(directory);
    expect(template.files.map(({ layer, path, kind, label }) => [layer, path, kind, label])).toEqual([
      [undefined, '.env', 'rendered', '@acme/x/files/dot-env.ejs'],
      [undefined, 'logo.png', 'copied', '@acme/x/files/logo.png'],
      ['k8s', 'k8s/__name__.yaml', 'copied', '@acme/x/layers/k8s/k8s/__name__.yaml'],
    ]);
    expect([...template.partials]).toEqual([['shared/head', { label: '@acme/x/partials/shared/head.ejs', text: 'x' }]]);
    expect(template.inputs).toEqual({ type: 'object' });
  });

  it('takes the version of the package when the manifest has none', async () => {
    const directory = folder({ 'package.json': '{ "version": "4.5.6" }' }, { version: undefined });
    expect((await readTemplateFolder(directory)).version).toBe('4.5.6');
  });

  it('has an identity that depends on what is rendered, and on nothing else', async () => {
    const directory = folder({ 'files/a': 'x' });
    const hash = async () => (await readTemplateFolder(directory)).tree;
    const before = await hash();
    expect(before).toMatch(/^sha256-[0-9a-f]{64}$/);
    workspace.write({
      't/README.md': 'new',
      't/testdata/a/a': 'new',
      't/node_modules/x/y': 'new',
      't/template.js': '',
    });
    expect(await hash()).toBe(before);
    chmodSync(join(directory, 'files/a'), 0o755);
    const executable = await hash();
    expect(executable).not.toBe(before);
    workspace.write({ 't/files/b': '' });
    expect(await hash()).not.toBe(executable);
  });

  it('refuses links, pipes and what cannot be a path, all at once', async () => {
    const directory = folder({ 'files/.gitignore': 'x', 'files/con.txt': 'x', 'files/real': 'x', 'layers/stray': 'x' });
    symlinkSync('/etc/passwd', join(directory, 'files/link'));
    symlinkSync('real', join(directory, 'files/inner-link'));
    execFileSync('mkfifo', [join(directory, 'files/pipe')]);
    const message = await problemsOf(directory);
    expect(message).toContain('files/link is a symbolic link');
    expect(message).toContain('files/inner-link is a symbolic link');
    expect(message).toContain('files/pipe is a device, socket or pipe');
    expect(message).toContain('store ".gitignore" as "dot-gitignore"');
    expect(message).toContain('of "con.txt", the name is reserved on Windows');
    expect(message).toContain('layers/stray is a file');
  });

  it('refuses a folder of files that is itself a link', async () => {
    const directory = folder({});
    symlinkSync('/etc', join(directory, 'files'));
    expect(await problemsOf(directory)).toContain('files/the folder itself is a symbolic link');
  });

  it.each<[string, Files, Readonly<Record<string, unknown>>, string]>([
    ['bytes that are no text in a rendered file', { 'files/a.ejs': Uint8Array.of(0xff, 0xfe) }, {}, 'not UTF-8 text'],
    ['one file stored twice', { 'files/a': '', 'files/a.ejs': '' }, {}, 'stand for one file'],
    ['one file stored twice but for case', { 'files/A': '', 'files/a': '' }, {}, 'stand for one file'],
    ['a partial that is not rendered', { 'partials/a.txt': '' }, {}, 'partials/a.txt does not end with .ejs'],
    ['inputs that are missing', {}, { inputs: './schema.json' }, 'inputs names ./schema.json, which is not there'],
    ['inputs that are no schema', { 's.json': '[]' }, { inputs: './s.json' }, 'no JSON Schema object'],
    ['no version anywhere', {}, { version: undefined }, 'has no version'],
    ['a region without an end', { 'files/a.ejs': '\n<%# block:x %>' }, {}, 'files/a.ejs: block "x" has no endblock'],
    ['an end without a region', { 'files/a.ejs': '\n<%# endblock %>' }, {}, 'files/a.ejs:2: endblock without a block'],
    [
      'a replacement that is missing',
      {},
      { extends: { source: '../b' }, overlay: { blocks: { Dockerfile: { base: './b.ejs' } } } },
      'overlay.blocks of Dockerfile names ./b.ejs, which is not there',
    ],
  ])('refuses %s', async (_what, files, manifest, problem) => {
    expect(await problemsOf(folder(files, manifest))).toContain(problem);
  });

  it('does not read inputs through a link', async () => {
    const directory = folder({}, { inputs: './schema.json' });
    writeFileSync(join(workspace.root, 'outside.json'), '{}');
    symlinkSync('../outside.json', join(directory, 'schema.json'));
    expect(await problemsOf(directory)).toContain('which is not there');
  });

  it('says when there is no template', async () => {
    const directory = folder({});
    await expect(readTemplateFolder(join(directory, 'files'))).rejects.toMatchObject({ code: 'TEMPLATE_NOT_FOUND' });
    await expect(readTemplateFolder(workspace.root)).rejects.toMatchObject({ code: 'TEMPLATE_NOT_FOUND' });
  });
});
