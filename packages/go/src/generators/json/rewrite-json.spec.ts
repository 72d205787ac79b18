import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { readJsonText, rewriteJson } from './rewrite-json.ts';

const nxJson = `{
  // Whom we build with.
  "plugins": [
    "@nx/js", // first
    // The Go one.
    { "plugin": "go", "options": { "a": 1 } },
    "z" /* last */
  ],
  "targetDefaults": {
    /* All of them. */
    "build": { "cache": true }, // by name
    // About tests.
    "test": { "cache": true }
  }
}
`;

describe('rewriteJson', () => {
  it.each<[string, string, unknown, string]>([
    ['a value', '{ "a": 1, /* b */ "b": 2 }', { a: 3, b: 2 }, '{ "a": 3, /* b */ "b": 2 }'],
    ['a first key', '{ "a": 1, "b": 2 }', { b: 2 }, '{ "b": 2 }'],
    ['a last key', '{ "a": 1, "b": 2 }', { a: 1 }, '{ "a": 1 }'],
    ['the only key', '{ "a": 1 }', {}, '{}'],
    ['a last key on a line', '{\n  "a": 1, // a\n  "b": 2 // b\n}\n', { a: 1 }, '{\n  "a": 1 // a\n}\n'],
    ['a new key', '{\n\t"a": 1 // a\n}', { a: 1, b: [1, 2] }, '{\n\t"a": 1, // a\n\t"b": [1, 2]\n}'],
    ['a new first key', '{\n  "b": 1\n}', { a: 0, b: 1 }, '{\n  "a": 0,\n  "b": 1\n}'],
    ['a trailing comma', '{\n  "a": 1,\n}', { a: 1, b: {} }, '{\n  "a": 1,\n  "b": {},\n}'],
    ['something into nothing', '{\r\n  "a": {}\r\n}', { a: { b: 1 } }, '{\r\n  "a": {\r\n    "b": 1\r\n  }\r\n}'],
    ['under a comment', '{\n  // none yet\n}', { a: 1 }, '{\n  // none yet\n  "a": 1\n}'],
    ['a list inside of a line', '{"a":["x","y","z"]}', { a: ['x', 'z'] }, '{"a":["x","z"]}'],
    ['another kind of value', '{"a":[1]}', { a: { b: null } }, '{"a":{\n  "b": null\n}}'],
    ['nothing', '{"a":  [ 1 ]}', { a: [1] }, '{"a":  [ 1 ]}'],
  ])('changes %s', (_, text, value, expected) => {
    expect(rewriteJson(text, value)).toBe(expected);
  });

  it('leaves comments and layout of everything else', () => {
    const value = {
      plugins: ['@nx/js', { plugin: 'new', options: { a: 1 } }, 'z'],
      targetDefaults: { build: { cache: true } },
    };
    expect(rewriteJson(nxJson, value)).toBe(
      nxJson
        .replace('"go"', '"new"')
        .replace('true }, // by name', 'true } // by name')
        .replace('    "test": { "cache": true }\n', ''),
    );
  });

  it('wraps long lists as prettier does', () => {
    const list = ['{projectRoot}/go.mod', '{projectRoot}/go.sum', '{workspaceRoot}/go.work', '!{projectRoot}/x'];
    expect(rewriteJson('{\n  "a": 1\n}', { a: list })).toBe(
      `{\n  "a": [\n${list.map((item) => `    "${item}"`).join(',\n')}\n  ]\n}`,
    );
  });

  it('says what it is told to, from any text to any value', () => {
    const key = fc.constantFrom('a', 'b', 'c', 'd');
    const { value } = fc.letrec<{ value: unknown }>((tie) => ({
      value: fc.oneof(
        { maxDepth: 3 },
        fc.constantFrom(null, true, 1, 'x', '// no comment', '},'),
        fc.array(tie('value'), { maxLength: 4 }),
        fc.dictionary(key, tie('value'), { noNullPrototype: true }),
      ),
    }));
    const comment = fc.constantFrom('', ' ', '\n  ', ' /* c */ ', ' // c\n', ' /* } */ // ,\n');
    const layouts = fc.infiniteStream(comment);
    fc.assert(
      fc.property(value, value, layouts, (from, to, layout) => {
        const text = renderWith(from, () => layout.next().value as string);
        const rewritten = rewriteJson(text, to);
        expect(readJsonText(rewritten)).toEqual(to);
        expect(rewriteJson(rewritten, to)).toBe(rewritten);
      }),
      { numRuns: 500 },
    );
  });

  it('leaves broken text alone', () => {
    expect(readJsonText('{"a": ')).toBeUndefined();
    expect(rewriteJson('{"a": ', {})).toBe('{"a": ');
  });
});

/** JSON with blanks and comments in every place that may hold them. */
function renderWith(value: unknown, gap: () => string): string {
  const list = (open: string, items: readonly string[], close: string) =>
    `${open}${items.map((item) => `${gap()}${item}${gap()}`).join(',')}${items.length === 0 ? gap() : ''}${close}`;
  if (Array.isArray(value)) {
    return list('[', value.map((item) => renderWith(item, gap)), ']'); // prettier-ignore
  }
  if (typeof value !== 'object' || value === null) return JSON.stringify(value);
  const entries = Object.entries(value as Readonly<Record<string, unknown>>);
  return list('{', entries.map(([key, item]) => `"${key}"${gap()}:${gap()}${renderWith(item, gap)}`), '}'); // prettier-ignore
}
