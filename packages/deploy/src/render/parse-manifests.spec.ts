import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseManifests } from './parse-manifests.ts';
import { writeManifests } from './write-manifests.ts';

const head = (name: string) => `apiVersion: v1\nkind: ConfigMap\nmetadata: { name: ${name} }\n`;
const parse = (...texts: string[]) => parseManifests(texts.map((text, index) => ({ name: `${index}.yaml`, text })));
const problemsOf = (...texts: string[]): readonly string[] => {
  try {
    parse(...texts);
    return [];
  } catch (error) {
    expect(error).toMatchObject({ code: 'MANIFEST_INVALID', state: 'Nothing was applied.' });
    const { summary, details } = error as { readonly summary: string; readonly details: readonly string[] };
    return details.length === 0 ? [summary] : details;
  }
};

describe('parseManifests reads a value as kubectl does', () => {
  // Each was given to kubectl 1.34, which answered so.
  it.each([
    ['yes', true],
    ['y', true],
    ['off', false],
    ['True', true],
    ['017', 15],
    ['0o17', 15],
    ['-0o17', -15],
    ['0b11', 3],
    ['0x1F', 31],
    ['1_000', 1000],
    ['1e3', 1000],
    ['.5', 0.5],
    ['09', 9],
    ['1_0.5', 10.5],
    ['~', null],
    ['12:30', '12:30'],
    ['1:30:45', '1:30:45'],
    ['2001-01-01', '2001-01-01'],
    ['2001-12-14t21:59:43.10-05:00', '2001-12-14t21:59:43.10-05:00'],
    ['"yes"', 'yes'],
    ['0x', '0x'],
    ['_1', '_1'],
  ])('%s', (text, value) => {
    expect(parse(`${head('x')}data: { key: ${text} }\n`)).toMatchObject([{ data: { key: value } }]);
  });

  it('also as a key', () => {
    expect(parse(`${head('x')}data: { 1: a, 017: b, 1.5: c }\n`)).toMatchObject([
      { data: { 1: 'a', 15: 'b', 1.5: 'c' } },
    ]);
  });
});

describe('parseManifests', () => {
  it('takes documents of all sources in order, leaves empty ones out and takes lists apart', () => {
    const list = `apiVersion: v1\nkind: List\nitems:\n  - ${JSON.stringify({ apiVersion: 'v1', kind: 'Pod', metadata: { name: 'c' } })}\n`;
    const found = parse(`---\n# nothing\n---\n${head('a')}---\n${head('b')}---\n`, list, '');
    expect(found.map(({ metadata }) => metadata)).toEqual([{ name: 'a' }, { name: 'b' }, { name: 'c' }]);
  });

  it('reads anchors, merge keys and JSON', () => {
    expect(parse(`${head('a')}x: &x { k: 1 }\nz: { <<: *x, l: 2 }\n`)).toMatchObject([{ z: { k: 1, l: 2 } }]);
    expect(parse(JSON.stringify({ apiVersion: 'v1', kind: 'Pod', metadata: { name: 'c' } }))).toHaveLength(1);
  });

  it('names every problem of every file, with its line', () => {
    expect(
      problemsOf(
        `${head('a')}---\nkind: Pod\n---\n- 1\n`,
        `${head('a')}data: { a: 1, a: 2 }\n`,
        `apiVersion: v1\nkind: Job\nmetadata: { generateName: x- }\n---\n${head('b')}k: 9007199254740993\nm: [.inf]\n`,
      ),
    ).toEqual([
      '1.yaml:4: Map keys must be unique',
      '0.yaml:5: has no apiVersion',
      '0.yaml:5: has no metadata.name',
      '0.yaml:7: is no Kubernetes object',
      '2.yaml:1: has a generateName; a release needs a name that stays',
      '2.yaml:5: k is a number that JSON cannot carry; put it in quotes',
      '2.yaml:5: m[0] is a number that JSON cannot carry; put it in quotes',
    ]);
  });

  it('refuses an object that is there twice, whatever version of its group', () => {
    const second = head('a')
      .replace('v1', 'v1')
      .replace('ConfigMap', 'Deployment')
      .replace('apiVersion: v1', 'apiVersion: apps/v1');
    expect(problemsOf(second, second.replace('apps/v1', 'apps/v1beta1'))).toEqual([
      'A manifest is not valid: 1.yaml:1: Deployment "a" is at 0.yaml:1 already.',
    ]);
    expect(problemsOf(head('a'), head('a').replace('name: a', 'name: a, namespace: b'))).toEqual([]);
  });

  it('shows nothing of what stands in a broken document: it may be a Secret', () => {
    const broken = `apiVersion: v1\nkind: Secret\nmetadata: { name: a }\nstringData:\n  password: "canary\n  other: 'canary\n`;
    expect(problemsOf(broken).join()).not.toContain('canary');
    expect(problemsOf(`${head('a')}x: !canary 1\n`)).toHaveLength(1);
  });

  it('bounds what aliases grow to', () => {
    const levels = Array.from(
      { length: 10 },
      (_, n) => `l${n + 1}: &l${n + 1} [${Array(10).fill(`*l${n}`).join(', ')}]`,
    );
    expect(problemsOf(`${head('a')}l0: &l0 [x]\n${levels.join('\n')}\n`).join()).toContain('Excessive alias count');
  });

  it('reads back every value that is written for readers of YAML 1.1', () => {
    const value = fc.oneof(
      fc.string(),
      fc.constantFrom('yes', 'n', '017', '0o17', '12:30', '2001-01-01', '1_0', '<<', '~'),
      fc.boolean(),
      fc.integer(),
      fc.constant(null),
    );
    fc.assert(
      fc.property(fc.dictionary(fc.stringMatching(/^[a-z]{1,8}$/), value), (data) => {
        const object = { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: 'x' }, data };
        expect(parse(writeManifests([object]))).toEqual([object]);
        expect(parse(JSON.stringify(object))).toEqual([object]);
      }),
    );
  });
});
