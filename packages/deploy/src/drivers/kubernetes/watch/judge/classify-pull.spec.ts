import { describe, expect, it } from 'vitest';
import { classifyPull } from './classify-pull.ts';

const image = 'r.example/team/orders:1';
const wrapped = (cause: string) =>
  `rpc error: code = Unknown desc = failed to pull and unpack image "${image}": failed to resolve reference "${image}": ${cause}`;

const rows = [
  [wrapped(`${image}: not found`), 'certain', 'not found'],
  [`Back-off pulling image "${image}": ErrImagePull: ${wrapped(`${image}: not found`)}`, 'certain', 'not found'],
  [
    wrapped('pulling from host r.example failed with status code [manifests 1]: 403 Forbidden'),
    'certain',
    'pulling from host r.example failed with status code [manifests 1]: 403 Forbidden',
  ],
  [
    wrapped('failed to authorize: failed to fetch oauth token: unexpected status: 401 Unauthorized'),
    'certain',
    'failed to authorize: failed to fetch oauth token: unexpected status: 401 Unauthorized',
  ],
  [
    wrapped(
      'failed to authorize: failed to fetch anonymous token: unexpected status from GET request to https://r.example/token: 401 Unauthorized',
    ),
    'certain',
    'failed to authorize: failed to fetch anonymous token: unexpected status from GET request to https://r.example/token: 401 Unauthorized',
  ],
  [
    'failed to parse image reference "Upper/x:1": invalid reference format: repository name must be lowercase',
    'certain',
    'failed to parse image reference "Upper/x:1": invalid reference format: repository name must be lowercase',
  ],
  ['Error response from daemon: manifest unknown', 'certain', 'Error response from daemon: manifest unknown'],
  [
    'Error response from daemon: pull access denied for orders',
    'certain',
    'Error response from daemon: pull access denied for orders',
  ],
  [
    wrapped('pulling from host r.example failed with status code [manifests 1]: 429 Too Many Requests'),
    'healing',
    'pulling from host r.example failed with status code [manifests 1]: 429 Too Many Requests',
  ],
  [
    wrapped('pulling from host r.example failed with status code [manifests 1]: 500 Internal Server Error'),
    'healing',
    'pulling from host r.example failed with status code [manifests 1]: 500 Internal Server Error',
  ],
  [
    wrapped('pulling from host r.example failed with status code [manifests 1]: 503 Service Unavailable'),
    'healing',
    'pulling from host r.example failed with status code [manifests 1]: 503 Service Unavailable',
  ],
  [
    wrapped(
      'failed to do request: Head "https://r.example/v2/team/orders/manifests/1": dial tcp: lookup r.example on 10.0.0.10:53: no such host',
    ),
    'suspect',
    'dial tcp: lookup r.example on 10.0.0.10:53: no such host',
  ],
  [
    wrapped('failed to do request: Head "https://r.example/v2/": dial tcp 10.0.0.1:443: i/o timeout'),
    'suspect',
    'dial tcp 10.0.0.1:443: i/o timeout',
  ],
  [
    wrapped(
      'failed to do request: Head "https://r.example/v2/": tls: failed to verify certificate: x509: certificate signed by unknown authority',
    ),
    'suspect',
    'tls: failed to verify certificate: x509: certificate signed by unknown authority',
  ],
  ['something nobody has seen yet', 'suspect', 'something nobody has seen yet'],
] as const;

describe('classifyPull', () => {
  it.each(rows)('%s', (text, grade, cause) => {
    expect(classifyPull(text)).toEqual({ grade, cause, isPlatformMissing: false });
  });

  it('tells an image for other machines from one that is not there', () => {
    expect(classifyPull(wrapped('no match for platform in manifest: not found'))).toMatchObject({
      grade: 'certain',
      isPlatformMissing: true,
    });
  });
});
