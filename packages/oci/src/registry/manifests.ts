import { digestOf, isDigest, SlipwayError, type Digest } from '@slipway/kit';
import type { Descriptor } from '../layout/documents.ts';
import { Failure } from './failure.ts';
import { shortDigest } from './short-digest.ts';
import type { HttpReply } from './http/http-message.ts';
import type { Session } from './session.ts';

/** A manifest or index as its bytes are. */
export interface ManifestDocument {
  readonly mediaType: string;
  readonly digest: Digest;
  readonly bytes: Uint8Array;
}

/** docker-registry answers 404 for an OCI image unless the request names its type: each one names all four. */
const acceptManifests = [
  'application/vnd.oci.image.index.v1+json',
  'application/vnd.oci.image.manifest.v1+json',
  'application/vnd.docker.distribution.manifest.list.v2+json',
  'application/vnd.docker.distribution.manifest.v2+json',
].join(', ');

/** What a tag or digest points at, or nothing where there is none. */
export async function headManifest(
  session: Session,
  repository: string,
  reference: string,
): Promise<Descriptor | undefined> {
  const what = `read ${name(reference)} of ${repository}`;
  return await session.retry(what, async () => {
    const request = { method: 'HEAD', repository, target: manifestPath(repository, reference), what } as const;
    const reply = await session.send({ ...request, headers: { accept: acceptManifests } });
    if (reply.status === 404) return undefined;
    if (reply.status !== 200) throw await session.refuse(reply, request);
    const digest = isDigest(reference) ? reference : readDigest(reply);
    // Without the header only the bytes tell the digest.
    if (digest === undefined) return toDescriptor(await fetchManifest(session, repository, reference, what));
    assertSameDigest(session, what, digest, readDigest(reply));
    return { mediaType: readMediaType(reply), digest, size: Number(reply.headers['content-length'] ?? 0) };
  });
}

/** Reads a manifest or index and checks it against its digest. Throws REGISTRY_NOT_FOUND, REGISTRY_DIGEST_MISMATCH. */
export async function getManifest(session: Session, repository: string, reference: string): Promise<ManifestDocument> {
  const what = `read ${name(reference)} of ${repository}`;
  return await session.retry(what, () => fetchManifest(session, repository, reference, what));
}

/** Writes a manifest under its digest or a tag, and makes sure that the registry stored these bytes. */
export async function putManifest(
  session: Session,
  repository: string,
  reference: string,
  { mediaType, digest, bytes }: ManifestDocument,
): Promise<void> {
  const what = `write ${name(reference)} of ${repository}`;
  await session.retry(what, async () => {
    const reply = await session.expect(
      {
        method: 'PUT',
        repository,
        target: manifestPath(repository, reference),
        what,
        headers: { 'content-type': mediaType },
        body: { size: bytes.length, open: () => bytes },
      },
      [200, 201, 202],
    );
    // A registry that does not say what it stored is asked.
    const stored = readDigest(reply) ?? (await headManifest(session, repository, digest))?.digest;
    assertSameDigest(session, what, digest, stored ?? 'nothing');
  });
}

/** Throws REGISTRY_DIGEST_MISMATCH where a registry names another digest. One that names none is not asked here. */
export function assertSameDigest(session: Session, what: string, ours: Digest, theirs: string | undefined): void {
  if (theirs === undefined || theirs === ours) return;
  throw new Failure(
    new SlipwayError({
      code: 'REGISTRY_DIGEST_MISMATCH',
      summary: `Cannot ${what}: registry ${session.registry} has other content.`,
      details: [`expected ${ours}`, `registry  ${theirs}`],
      hint: 'Something between here and the registry changes what passes, or its storage is damaged.',
    }),
  );
}

/** The digest a registry says that a reply is about. */
export function readDigest(reply: HttpReply): Digest | undefined {
  const header = reply.headers['docker-content-digest'];
  return typeof header === 'string' && isDigest(header) ? header : undefined;
}

async function fetchManifest(
  session: Session,
  repository: string,
  reference: string,
  what: string,
): Promise<ManifestDocument> {
  const target = manifestPath(repository, reference);
  const headers = { accept: acceptManifests };
  const reply = await session.expect({ method: 'GET', repository, target, what, headers }, [200]);
  const digest = digestOf(reply.body);
  assertSameDigest(session, what, isDigest(reference) ? reference : (readDigest(reply) ?? digest), digest);
  return { mediaType: readMediaType(reply), digest, bytes: reply.body };
}

function name(reference: string): string {
  return isDigest(reference) ? `manifest ${shortDigest(reference)}` : `tag ${reference}`;
}

function toDescriptor({ mediaType, digest, bytes }: ManifestDocument): Descriptor {
  return { mediaType, digest, size: bytes.length };
}

function readMediaType(reply: HttpReply): string {
  return (reply.headers['content-type'] ?? '').replace(/\s*;.*$/, '');
}

function manifestPath(repository: string, reference: string): string {
  return `/v2/${repository}/manifests/${reference}`;
}
