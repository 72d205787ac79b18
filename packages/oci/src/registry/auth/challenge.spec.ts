import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseChallenges } from './challenge.ts';

describe('parseChallenges', () => {
  it.each([
    ['Basic realm="basic-realm"', [{ scheme: 'basic', parameters: { realm: 'basic-realm' } }]],
    [
      'Bearer realm="http://127.0.0.1:5000/token",service="a, b",scope="repository:team/x:pull,push repository:other/y:pull"',
      [
        {
          scheme: 'bearer',
          parameters: {
            realm: 'http://127.0.0.1:5000/token',
            service: 'a, b',
            scope: 'repository:team/x:pull,push repository:other/y:pull',
          },
        },
      ],
    ],
    [
      'Basic realm="a, b", Bearer realm="https://auth/?a=1,2", error=invalid_token',
      [
        { scheme: 'basic', parameters: { realm: 'a, b' } },
        { scheme: 'bearer', parameters: { realm: 'https://auth/?a=1,2', error: 'invalid_token' } },
      ],
    ],
    ['BEARER Realm = "x"', [{ scheme: 'bearer', parameters: { realm: 'x' } }]],
    ['Bearer realm="say \\"hi\\" \\\\"', [{ scheme: 'bearer', parameters: { realm: 'say "hi" \\' } }]],
    [
      'Negotiate YIIJ+/=, Basic realm="x"',
      [
        { scheme: 'negotiate', parameters: {} },
        { scheme: 'basic', parameters: { realm: 'x' } },
      ],
    ],
    ['Bearer realm="first",realm="second"', [{ scheme: 'bearer', parameters: { realm: 'first' } }]],
    ['Bearer realm="never ends', [{ scheme: 'bearer', parameters: {} }]],
    ['Bearer __proto__="x"', [{ scheme: 'bearer', parameters: Object.fromEntries([['__proto__', 'x']]) }]],
    ['', []],
  ])('reads %s', (header, challenges) => {
    expect(
      parseChallenges(header).map(({ scheme, parameters }) => ({ scheme, parameters: Object.entries(parameters) })),
    ).toEqual(challenges.map(({ scheme, parameters }) => ({ scheme, parameters: Object.entries(parameters) })));
  });

  it('reads back whatever a server writes', () => {
    const name = fc.stringMatching(/^[a-z][a-z0-9-]{0,8}$/);
    const value = fc.string({
      unit: fc.constantFrom(' ', ',', '=', '"', '\\', 'a', 'b', ':', '/', '?', '&'),
      maxLength: 20,
    });
    const challenge = fc.record({
      scheme: name,
      parameters: fc.dictionary(name, value, { minKeys: 1, maxKeys: 4, noNullPrototype: true }),
    });
    const quote = (text: string): string => `"${text.replace(/["\\]/g, '\\$&')}"`;
    fc.assert(
      fc.property(fc.array(challenge, { maxLength: 4 }), (challenges) => {
        const header = challenges
          .map(({ scheme, parameters }) => {
            const pairs = Object.entries(parameters).map(([key, text]) => `${key}=${quote(text)}`);
            return `${scheme} ${pairs.join(', ')}`;
          })
          .join(', ');
        const read = parseChallenges(header).map(({ scheme, parameters }) => ({
          scheme,
          parameters: { ...parameters },
        }));
        expect(read).toEqual(challenges);
      }),
    );
  });

  it('takes any text', () => {
    fc.assert(
      fc.property(
        fc.string({ unit: fc.constantFrom('a', 'b', ' ', '=', '"', ',', '\\', '\t', '/', '+', '~'), maxLength: 60 }),
        (text) => {
          expect(parseChallenges(text).length).toBeLessThanOrEqual(text.length);
        },
      ),
    );
  });
});
