import { dirname } from 'node:path';
import { rm } from 'node:fs/promises';
import { digestOf, SlipwayError, type Digest } from '@slipway/kit';
import { moveTo, writeTemporary } from '../blobs/write-file.ts';
import type { Descriptor } from '../layout/documents.ts';
import { maxDocumentSize } from '../layout/read-image.ts';
import { Failure } from './failure.ts';
import { assertSameDigest, readDigest } from './manifests.ts';
import { shortDigest } from './short-digest.ts';
import type { Session } from './session.ts';

/** Whether a repository has a blob. */
export async function hasBlob(session: Session, repository: string, digest: Digest): Promise<boolean> {
  const what = `look for blob ${shortDigest(digest)} in ${repository}`;
  return await session.retry(what, async () => {
    const request = { method: 'HEAD', repository, target: blobPath(repository, digest), what } as const;
    const reply = await session.send(request);
    if (reply.status === 404) return false;
    if (reply.status !== 200) throw await session.refuse(reply, request);
    assertSameDigest(session, what, digest, readDigest(reply));
    return true;
  });
}

/** Reads a small blob, such as an image configuration, and checks it against its digest and size. */
export async function readBlob(
  session: Session,
  repository: string,
  { digest, size }: Descriptor,
): Promise<Uint8Array> {
  const what = `read blob ${shortDigest(digest)} of ${repository}`;
  if (size > maxDocumentSize) throw tooLong(session, what, maxDocumentSize).error;
  return await session.retry(what, async () => {
    const reply = await session.expect(
      { method: 'GET', repository, target: blobPath(repository, digest), what },
      [200],
    );
    assertSameDigest(session, what, digest, digestOf(reply.body));
    return reply.body;
  });
}

/**
 * Brings a blob into a file, which appears whole and checked or not at all.
 * Throws REGISTRY_DIGEST_MISMATCH where the bytes are others than the digest says, DISK_FULL, WRITE_FAILED.
 */
export async function downloadBlob(
  session: Session,
  repository: string,
  { digest, size }: Descriptor,
  file: string,
): Promise<void> {
  const what = `read blob ${shortDigest(digest)} of ${repository}`;
  await session.retry(what, async () => {
    let written: { readonly file: string; readonly digest: Digest } | undefined;
    const receive = async (body: AsyncIterable<Uint8Array>): Promise<void> => {
      const atMost = limit(body, size, () => tooLong(session, what, size));
      written = await writeTemporary(dirname(file), atMost);
    };
    const target = blobPath(repository, digest);
    try {
      await session.expect({ method: 'GET', repository, target, what, receive }, [200]);
      if (written === undefined) return;
      assertSameDigest(session, what, digest, written.digest);
    } catch (error) {
      if (written !== undefined) await rm(written.file, { force: true });
      throw error;
    }
    await moveTo(written.file, file);
  });
}

function blobPath(repository: string, digest: Digest): string {
  return `/v2/${repository}/blobs/${digest}`;
}

/** A hostile registry may send for ever. */
async function* limit(
  chunks: AsyncIterable<Uint8Array>,
  size: number,
  tooMuch: () => Failure,
): AsyncGenerator<Uint8Array> {
  let length = 0;
  for await (const chunk of chunks) {
    length += chunk.length;
    if (length > size) throw tooMuch();
    yield chunk;
  }
}

function tooLong(session: Session, what: string, size: number): Failure {
  return new Failure(
    new SlipwayError({
      code: 'REGISTRY_DIGEST_MISMATCH',
      summary: `Cannot ${what}: registry ${session.registry} sends more than ${size} bytes.`,
    }),
  );
}
