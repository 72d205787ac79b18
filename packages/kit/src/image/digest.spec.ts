import { expect, it } from 'vitest';
import { digestHex, digestOf, isDigest, parseDigest } from './digest.ts';

// From the OCI image specification: the digest of an empty JSON object.
const emptyObject = 'sha256:44136fa355b3678a1146ad16f7e8649e94fb4fc21fe77e8310c060f61caaff8a';

it('is the sha256 of the bytes', () => {
  expect(digestOf('{}')).toBe(emptyObject);
  expect(digestOf(Buffer.from('{}'))).toBe(emptyObject);
  expect(digestHex(parseDigest(emptyObject))).toBe(emptyObject.slice(7));
});

it.each([
  '',
  'sha256:',
  emptyObject.toUpperCase(),
  `${emptyObject}0`,
  emptyObject.slice(7),
  'sha512:00',
  `${emptyObject}\n`,
])('refuses %j', (text) => {
  expect(isDigest(text)).toBe(false);
  expect(() => parseDigest(text)).toThrow(expect.objectContaining({ code: 'DIGEST_INVALID' }));
});
