import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseEnv } from 'node:util';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { languageFunctions } from './index.ts';
import { dockerArg } from './docker-arg.ts';
import { env } from './env.ts';
import { goString } from './go-string.ts';
import { json } from './json.ts';
import { camel, kebab, pascal, screaming, snake } from './letter-case.ts';
import { shell } from './shell.ts';
import { yaml } from './yaml.ts';

/** Texts that quoting gets wrong, beside random ones of every plane. */
const nasty = fc.constantFrom(
  '',
  ' ',
  '-',
  '-rf',
  '~',
  '#',
  ': ',
  'a: b',
  '- a',
  '*a',
  '&a',
  '!a',
  '%a',
  '@a',
  '`a`',
  '|',
  '>',
  '?',
  '[',
  '{',
  '}',
  ',',
  'true',
  'No',
  'on',
  'y',
  'null',
  'NULL',
  '~',
  '.inf',
  '.nan',
  '0x1f',
  '0o7',
  '1e3',
  'e0',
  'E-5',
  '1_000',
  '12:30:45',
  '2001-12-14',
  '08',
  "'",
  '"',
  '\\',
  '\\n',
  '\n',
  '\r\n',
  '\t',
  'a\nb',
  '$HOME',
  '${x}',
  '$(id)',
  '`id`',
  '!!',
  'a=b',
  '=',
  '<<',
  '---',
  '...',
  '\u0000',
  '\u007f',
  '\u0085',
  '\u2028',
  '\ufeff',
  '\ufffe',
  '<%= x %>',
  '{{ .x }}',
  '${{ x }}',
  '128Mi',
  '100m',
  'é',
  '日本',
  '😀',
);
const text = fc.oneof(nasty, fc.string({ unit: 'binary' }), fc.string({ unit: 'grapheme' }));
const withoutNul = text.map((value) => value.replaceAll('\0', ''));
const oneLine = withoutNul.map((value) => value.replaceAll(/[\r\n]/g, ''));
// JSON has one zero; YAML and JSON objects with this key are read as something else by JavaScript.
const data = fc
  .jsonValue({ maxDepth: 3 })
  .filter((value) => !/-0|__proto__/.test(JSON.stringify(value)) && !hasMinusZero(value));

function hasMinusZero(value: unknown): boolean {
  if (typeof value === 'object' && value !== null) return Object.values(value).some(hasMinusZero);
  return Object.is(value, -0);
}

describe('yaml', () => {
  it.each(['1.1', '1.2'] as const)('is read back by YAML %s, as a value and inside a collection', (version) => {
    fc.assert(
      fc.property(fc.oneof(text, data), (value) => {
        expect(parse(`key: ${yaml(value)}\nnext: 1\n`, { version })).toEqual({ key: value, next: 1 });
        expect(parse(`- [${yaml(value)}, 1]\n`, { version })).toEqual([[value, 1]]);
      }),
      { numRuns: 500 },
    );
  });

  it.each([
    ['orders', 'orders'],
    ['services/orders', 'services/orders'],
    ['128Mi', '128Mi'],
    ['no', '"no"'],
    ['8080', '"8080"'],
    [8080, '8080'],
    [['a', 'b c'], '[a, "b c"]'],
    [{ cpu: '100m' }, '{ cpu: 100m }'],
    [{}, '{}'],
  ])('%j is written %s', (value, written) => expect(yaml(value)).toBe(written));
});

describe('json', () => {
  it('is read back', () => {
    fc.assert(
      fc.property(fc.oneof(text, data), (value) => {
        expect(JSON.parse(json(value))).toEqual(value);
      }),
    );
  });
});

describe('goString', () => {
  it('is read back by Go', () => {
    const values = fc.sample(text, { numRuns: 500, seed: 1 });
    const folder = mkdtempSync(join(tmpdir(), 'slipway-go-string-'));
    const lines = values.map((value) => `\tprint(${goString(value)})`);
    const program = [
      'package main',
      'import ("encoding/base64"; "fmt")',
      'func print(s string) { fmt.Println(base64.StdEncoding.EncodeToString([]byte(s))) }',
      `func main() {\n${lines.join('\n')}\n}`,
    ];
    writeFileSync(join(folder, 'main.go'), program.join('\n'));
    const printed = execFileSync('go', ['run', 'main.go'], { cwd: folder, encoding: 'utf8' });
    rmSync(folder, { recursive: true });
    const read = printed
      .split('\n')
      .slice(0, -1)
      .map((line) => Buffer.from(line, 'base64').toString());
    expect(read).toEqual(values);
  });
  it.each([
    ['a direction mark', 'a\u202eb', String.raw`"a\u202eb"`],
    ['a soft hyphen', 'a\u00adb', String.raw`"a\u00adb"`],
    ['a tag beyond the first plane', 'a\u{e0041}b', String.raw`"a\U000e0041b"`],
    ['no letter, sign or emoji', 'é — 🚢', '"é — 🚢"'],
  ])('escapes %s', (_what, value, literal) => expect(goString(value)).toBe(literal));
  it('has no form for half a surrogate pair', () => expect(() => goString('\ud800')).toThrow('surrogate'));
});

describe('shell', () => {
  it('is one word to sh', () => {
    // One process for all values: each is printed with a NUL behind it.
    const values = fc.sample(
      withoutNul.filter((value) => isWellFormed(value)),
      { numRuns: 500, seed: 1 },
    );
    const script = values.map((value) => `printf '%s\\0' ${shell(value)}`).join('\n');
    const printed = execFileSync('sh', ['-s'], { input: script, encoding: 'utf8', maxBuffer: 1 << 26 });
    expect(printed.split('\0').slice(0, -1)).toEqual(values);
  });
  it('quotes what would be an assignment or a home folder', () => {
    expect([shell('A=b'), shell('~'), shell('')]).toEqual(["'A=b'", "'~'", "''"]);
  });
});

describe('dockerArg', () => {
  it('is read back by the rules of a Dockerfile', () => {
    fc.assert(
      fc.property(oneLine, (value) => {
        expect(readDockerWord(dockerArg(value))).toBe(value);
      }),
      { numRuns: 500 },
    );
  });
});

describe('env', () => {
  it('is read back by Node, or refused', () => {
    fc.assert(
      fc.property(
        oneLine.filter((value) => isWellFormed(value)),
        (value) => {
          const written = tryTo(() => env(value));
          if (written === undefined) expect(value).toMatch(/'.*["\\$`]|["\\$`].*'/su);
          else expect(parseEnv(`A=1\nKEY=${written}\nB=2\n`)).toEqual({ A: '1', KEY: value, B: '2' });
        },
      ),
      { numRuns: 500 },
    );
  });
});

describe('names', () => {
  it.each([
    ['order-items', 'order-items', 'order_items', 'ORDER_ITEMS', 'OrderItems', 'orderItems'],
    ['HTTPServer', 'http-server', 'http_server', 'HTTP_SERVER', 'HttpServer', 'httpServer'],
    ['orders2Api', 'orders2-api', 'orders2_api', 'ORDERS2_API', 'Orders2Api', 'orders2Api'],
    ['  a.b c ', 'a-b-c', 'a_b_c', 'A_B_C', 'ABC', 'aBC'],
    ['', '', '', '', '', ''],
  ])('%j', (name, ...written) => {
    expect([kebab, snake, screaming, pascal, camel].map((convert) => convert(name))).toEqual(written);
  });

  it('kebab and snake of themselves are themselves', () => {
    fc.assert(
      fc.property(fc.string({ unit: fc.constantFrom(...'a b z A B Z 0 1 9 - _ . é'.split(' '), ' ') }), (name) => {
        expect(kebab(kebab(name))).toBe(kebab(name));
        expect(snake(snake(name))).toBe(snake(name));
      }),
    );
  });
});

describe('values that cannot be quoted', () => {
  it.each(
    Object.entries(languageFunctions).flatMap(([name, quote]) =>
      [undefined, () => 1, Symbol('x'), Number.NaN, Number.POSITIVE_INFINITY].map(
        (value) => [name, value, quote] as const,
      ),
    ),
  )('%s refuses %s', (_name, value, quote) => expect(() => quote(value)).toThrow(TypeError));

  it.each(['shell', 'dockerArg', 'env', 'goString', 'kebab'])('%s takes one value, no collection', (name) => {
    expect(() => languageFunctions[name]?.(['a'])).toThrow(TypeError);
    expect(() => languageFunctions[name]?.(null)).toThrow(TypeError);
  });

  it.each([
    ['shell', 'a\0b'],
    ['dockerArg', 'a\nb'],
    ['dockerArg', 'a\rb'],
    ['env', 'a\nb'],
  ])('%s refuses %j, which has no form there', (name, value) => {
    expect(() => languageFunctions[name]?.(value)).toThrow(TypeError);
  });

  it('json refuses undefined inside a value', () => expect(() => json({ a: undefined })).toThrow(TypeError));
});

/** A word of ENV or ARG as BuildKit's shell lexer takes it, with no variable set. */
function readDockerWord(word: string): string {
  let result = '';
  let isQuoted = false;
  for (let at = 0; at < word.length; at++) {
    const character = word.charAt(at);
    const next = word.charAt(at + 1);
    if (character === '"') isQuoted = !isQuoted;
    else if (character === '\\' && isQuoted && !'"$\\'.includes(next)) result += character;
    else if (character === '\\') result += word.charAt(++at);
    else if (character === '$' || (!isQuoted && /[\s']/.test(character)))
      throw new Error(`not one plain word: ${word}`);
    else result += character;
  }
  if (isQuoted) throw new Error(`an open quote: ${word}`);
  return result;
}

function tryTo<T>(action: () => T): T | undefined {
  try {
    return action();
  } catch {
    return undefined;
  }
}

function isWellFormed(value: string): boolean {
  return !/\p{Cs}/u.test(value);
}
