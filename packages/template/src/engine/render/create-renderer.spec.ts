import { describe, expect, it } from 'vitest';
import { createRenderer } from './create-renderer.ts';
import type { Locals } from './locals.ts';

const label = '@acme/x/files/a.ejs';

async function render(
  text: string,
  locals: Locals = {},
  partials: Readonly<Record<string, string>> = {},
): Promise<string> {
  const sources = Object.entries(partials).map(
    ([name, partial]) => [name, { label: `@acme/x/partials/${name}.ejs`, text: partial }] as const,
  );
  return (await createRenderer(locals, new Map(sources)))({ label, text });
}

describe('what comes out', () => {
  it.each([
    ['text, numbers and booleans', '<%= a %> <%= b %> <%= c %>', { a: 'x', b: 8080, c: false }, 'x 8080 false'],
    ['no HTML escaping', '<%= a %>', { a: `<b> & "c" 'd'` }, `<b> & "c" 'd'`],
    ['a literal tag', '<%% if %%> <%%= x %>', {}, '<% if %> <%= x %>'],
    ['other template languages', '{{ .Values.x }} ${{ a }} $(b)', {}, '{{ .Values.x }} ${{ a }} $(b)'],
    ['BOM and CRLF', '\ufeffa\r\n<% if (true) { -%>\r\nb\r\n<% } -%>\r\nc', {}, '\ufeffa\r\nb\r\nc'],
    ['quotes and backslashes', `"\\n" '\\' \`$\{x}\``, {}, `"\\n" '\\' \`$\{x}\``],
    [
      'an input that has no answer, in a condition',
      '<% if (db) { %>yes<% } else { %>no<% } %>',
      { db: undefined },
      'no',
    ],
    ['comments', 'a<%# <b> %>b', {}, 'ab'],
    ['text that looks like a tag in an answer', '<%= a %>', { a: '<%= process.exit() %>' }, '<%= process.exit() %>'],
    ['line separators in text', 'a\u2028b\u2029c', {}, 'a\u2028b\u2029c'],
    ['an empty file', '', {}, ''],
  ])('%s', async (_what, text, locals, expected) => expect(await render(text, locals)).toBe(expected));

  it('has a language function for each value position', async () => {
    expect(await render('<%= yaml(a) %> <%= json(a) %> <%= goString(a) %> <%= shell(a) %>', { a: "it's" })).toBe(
      `"it's" "it's" "it's" 'it'\\''s'`,
    );
  });

  it('includes partials with values of their own', async () => {
    const partials = { row: '[<%= key %>=<%= name %>]', 'deep/er': `<%= include('row', { key: 'b' }) %>` };
    const text = `<%= include('row', { key: 'a' }) %><%= include('deep/er') %>`;
    expect(await render(text, { name: 'n' }, partials)).toBe('[a=n][b=n]');
  });

  it('gives every file the same values, whatever another did to them', async () => {
    const renderFile = await createRenderer({ tags: ['a'] }, new Map());
    expect(() => renderFile({ label, text: `<% tags.push('b') %>` })).toThrow('not extensible');
    expect(renderFile({ label, text: '<%= tags.join() %>' })).toBe('a');
  });
});

describe('what is refused, with file and line', () => {
  it.each([
    ['undefined', 'a\n<%= db %>', { db: undefined }, `${label}:2: the value to print is undefined`],
    ['null', 'a\n\n<%= db %>', { db: null }, `${label}:3: the value to print is null`],
    ['an object', '<%= o %>', { o: { a: 1 } }, `${label}:1: the value to print is an object`],
    ['an array', '<%= o %>', { o: [1] }, `${label}:1: the value to print is an array`],
    ['a function', '<%= yaml %>', {}, `${label}:1: the value to print is a function`],
    ['NaN', '<%= 0 / 0 %>', {}, `${label}:1: the value to print is NaN`],
    ['a misspelt property', '<%= o.b %>', { o: { a: 1 } }, `${label}:1: the value to print is undefined`],
    ['an undeclared name', 'a\nb\n<%= nmae %>', { name: 'x' }, `${label}:3: nmae is not defined`],
    ['a global that is no answer', '<%= crypto %>', {}, `${label}:1: the value to print is an object`],
    ['the raw tag', 'a\n<%- name %>', { name: 'x' }, `${label}:2: the tag "<%-" is not allowed`],
    ['a tag that is not closed', 'a\nb <%= name', { name: 'x' }, `${label}:2: the tag "<%=" is not closed`],
    ['a tag inside a tag', '<% if (a) { \n <%= a %>', { a: 1 }, `${label}:1: the tag "<%" is not closed`],
    ['a syntax error', 'a\nb\n<% if (name { %>\nc', { name: 'x' }, `${label}:3: this is not JavaScript`],
    [
      'a syntax error in a tag of several lines',
      'a\n<%\n  const x = 1;\n  const = 2;\n%>',
      {},
      `${label}:4: this is not JavaScript`,
    ],
    [
      'a syntax error after a tag of several lines',
      '<%\nconst x = 1;\n%>\n<% ) %>\n',
      {},
      `${label}:4: this is not JavaScript`,
    ],
    ['an assignment to what was never declared', '\n<% x = 1 %>', {}, `${label}:2: x is not defined`],
    ['an import', '<% import("node:fs").then(', {}, `${label}:1: the tag`],
    ['a throw of its own', `\n<% throw new Error('no') %>`, {}, `${label}:2: no`],
    ['a partial that is not there', `\n<%= include('x') %>`, {}, `${label}:2: there is no partial "x" in partials/`],
    ['a partial by path', `<%= include('../../../etc/passwd') %>`, {}, `${label}:1: there is no partial`],
    ['a partial by absolute path', `<%= include('/etc/ld.so.conf') %>`, {}, `${label}:1: there is no partial`],
    ['a partial by prototype', `<%= include('constructor') %>`, {}, `${label}:1: there is no partial`],
  ])('%s', async (_what, text, locals, start) => {
    const error = await render(text, locals).catch((thrown: unknown) => thrown);
    expect(error).toMatchObject({ code: 'TEMPLATE_RENDER_FAILED' });
    expect((error as Error).message.startsWith(start), (error as Error).message).toBe(true);
  });

  it('shows the line of the template', async () => {
    await expect(render('a\n  port: <%= port %>\n', { port: undefined })).rejects.toMatchObject({
      details: ['2 | port: <%= port %>'],
    });
  });

  it('names the partial, and what included it', async () => {
    const partials = { outer: `\n<%= include('inner') %>`, inner: '\n\n<%= nmae %>' };
    await expect(render(`x\n<%= include('outer') %>`, {}, partials)).rejects.toMatchObject({
      summary: '@acme/x/partials/inner.ejs:3: nmae is not defined.',
      details: ['3 | <%= nmae %>', 'included from @acme/x/partials/outer.ejs:2', `included from ${label}:2`],
    });
  });

  it('partials that include one another without end', async () => {
    await expect(
      render(`<%= include('a') %>`, {}, { a: `<%= include('b') %>`, b: `<%= include('a') %>` }),
    ).rejects.toThrow('more than 16 deep');
  });

  it('output without end', async () => {
    const text = '<% for (;;) { %><%= chunk %><% } %>';
    await expect(render(text, { chunk: 'x'.repeat(100_000) })).rejects.toThrow('characters are printed');
  });

  it('an include bomb', async () => {
    const partials = Object.fromEntries(
      Array.from({ length: 12 }, (_, n) => [`p${n}`, `<%= include('p${n + 1}') %>`.repeat(10)] as const),
    );
    const run = render(`<%= include('p0') %>`, {}, { ...partials, p12: 'x'.repeat(1_000_000) });
    await expect(run).rejects.toThrow('characters are printed');
  });

  it('values that are no plain data', async () => {
    await expect(render('x', { run: () => 1 })).rejects.toMatchObject({ code: 'TEMPLATE_RENDER_FAILED' });
  });

  it('computed values whose name no template could write', async () => {
    await expect(render('x', { 'image-name': 'a' })).rejects.toThrow('"image-name" cannot be the name of a value');
  });
});
