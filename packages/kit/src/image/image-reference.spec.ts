import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { digestOf } from './digest.ts';
import { familiarReference, formatReference, parseReference } from './image-reference.ts';
import { contentTag, pinToRegistry } from './pinned.ts';

const digest = digestOf('x');

describe('parseReference', () => {
  it.each([
    ['orders', 'docker.io/library/orders'],
    ['acme/orders', 'docker.io/acme/orders'],
    ['acme/orders:v1', 'docker.io/acme/orders:v1'],
    ['localhost/orders', 'localhost/orders'],
    ['localhost:5000/acme/orders:v1', 'localhost:5000/acme/orders:v1'],
    ['127.0.0.1:5000/a/b/c', '127.0.0.1:5000/a/b/c'],
    ['[::1]:5000/orders', '[::1]:5000/orders'],
    ['ghcr.io/acme/orders_x-y.z', 'ghcr.io/acme/orders_x-y.z'],
    ['index.docker.io/orders', 'docker.io/library/orders'],
    ['Registry/orders', 'Registry/orders'],
    [`orders@${digest}`, `docker.io/library/orders@${digest}`],
    [`ghcr.io/a/b:v1@${digest}`, `ghcr.io/a/b:v1@${digest}`],
  ])('reads %s as %s', (text, full) => {
    expect(formatReference(parseReference(text))).toBe(full);
  });

  it.each([
    ['', 'empty'],
    ['https://ghcr.io/a/b', 'scheme'],
    ['a b', 'blank'],
    ['acme/Orders', 'lower case'],
    ['-rf', 'does not fit'],
    ['a//b', 'does not fit'],
    ['a/b:', 'does not fit'],
    ['a/b:-x', 'does not fit'],
    ['a/../b', 'does not fit'],
    [`a:${'t'.repeat(129)}`, 'does not fit'],
    [`a@sha256:12`, 'digest'],
    [`a@sha512:${'0'.repeat(128)}`, 'digest'],
    ['a'.repeat(256), 'longer than 255'],
    ['a\n', 'blank'],
    ['$(id)', 'does not fit'],
  ])('refuses %j: %s', (text, why) => {
    expect(() => parseReference(text)).toThrow(
      expect.objectContaining({ code: 'REFERENCE_INVALID', message: expect.stringContaining(why) }),
    );
  });

  const component = fc.stringMatching(/^[a-z0-9]{1,8}((\.|_|__|-{1,3})[a-z0-9]{1,8}){0,2}$/);
  const name = fc.tuple(
    fc.constantFrom('localhost:5000', 'ghcr.io', 'docker.io', '[::1]:5000', '10.0.0.1:80'),
    fc.array(component, { minLength: 2, maxLength: 4 }),
    fc.option(fc.stringMatching(/^[A-Za-z0-9_][A-Za-z0-9_.-]{0,20}$/), { nil: undefined }),
    fc.option(fc.constant(digest), { nil: undefined }),
  );

  it('gives back every full reference as it was', () => {
    fc.assert(
      fc.property(name, ([registry, path, tag, pin]) => {
        const text = `${registry}/${path.join('/')}${tag === undefined ? '' : `:${tag}`}${pin === undefined ? '' : `@${pin}`}`;
        expect(formatReference(parseReference(text))).toBe(text);
        expect(parseReference(familiarReference(parseReference(text)))).toEqual(parseReference(text));
      }),
    );
  });

  it('ends in time and never throws anything but an error of ours', () => {
    fc.assert(
      fc.property(fc.oneof(fc.string(), fc.stringMatching(/^[a-z._-]{0,300}[:@/]?$/)), (text) => {
        try {
          parseReference(text);
        } catch (error) {
          expect(error).toMatchObject({ code: 'REFERENCE_INVALID' });
        }
      }),
    );
  });
});

it('familiarReference is what docker shows', () => {
  expect(familiarReference(parseReference('orders:v1'))).toBe('orders:v1');
  expect(familiarReference(parseReference('acme/orders:v1'))).toBe('acme/orders:v1');
  expect(familiarReference(parseReference('ghcr.io/library/orders'))).toBe('ghcr.io/library/orders');
});

it('pins to a digest, and drops the tag', () => {
  const reference = parseReference('localhost:5000/acme/orders:v1');
  expect(pinToRegistry(reference, digest)).toBe(`localhost:5000/acme/orders@${digest}`);
  expect(contentTag(reference, digest)).toBe(`localhost:5000/acme/orders:slipway-${digest.slice(7)}`);
});
