import { createHash } from 'node:crypto';
import { SlipwayError, type DeployTarget } from '@slipway/kit';
import type { FrozenContext } from './frozen-context.ts';
import type { KubernetesOptions } from './kubernetes-options.ts';

/** Refuses a cluster that is not the one the environment says. Throws PLACE_UNEXPECTED with every difference. */
export function assertPlace(frozen: FrozenContext, target: DeployTarget, { caDigest }: KubernetesOptions): void {
  const { server } = target;
  const problems = [
    ...(server === undefined || sameServer(server, frozen.server)
      ? []
      : [`The context leads to ${frozen.server}, and the environment expects ${server}.`]),
    ...(caDigest === undefined ? [] : problemsOfCa(frozen, caDigest)),
  ];
  if (problems.length === 0) return;
  throw new SlipwayError({
    code: 'PLACE_UNEXPECTED',
    summary: `The context "${frozen.name}" is not the cluster of environment "${target.environment}".`,
    details: problems,
    state: 'Nothing was changed.',
    hint: `Name the right context, or mend environments.${target.environment} in nx.json if the cluster has moved.`,
  });
}

/** The same server, however it is written: case, default port, a slash at the end. */
export function sameServer(one: string, other: string): boolean {
  return normalizeServer(one) === normalizeServer(other);
}

function normalizeServer(server: string): string {
  const text = /^[a-z]+:\/\//i.test(server) ? server : `https://${server}`;
  if (!URL.canParse(text)) return server;
  const { protocol, host, pathname } = new URL(text);
  return `${protocol}//${host}${pathname.replace(/\/+$/, '')}`;
}

function problemsOfCa({ ca, isUnchecked }: FrozenContext, expected: string): readonly string[] {
  if (isUnchecked) return ['The kubeconfig turns checking the server off (insecure-skip-tls-verify).'];
  if (ca === undefined) return ['The kubeconfig holds no CA for the cluster, and the environment expects one.'];
  const actual = digestOfCa(ca);
  return actual === expected ? [] : [`The CA of the cluster is ${actual}, and the environment expects ${expected}.`];
}

/** SHA-256 of the certificates in their DER form, so that the way a PEM file is written does not count. */
export function digestOfCa(pem: string): `sha256:${string}` {
  const hash = createHash('sha256');
  for (const [, body = ''] of pem.matchAll(/-----BEGIN CERTIFICATE-----([^-]*)-----END CERTIFICATE-----/g)) {
    hash.update(Buffer.from(body, 'base64'));
  }
  return `sha256:${hash.digest('hex')}`;
}
