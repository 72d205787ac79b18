import { SlipwayError, type Digest } from '@slipway/kit';
import { hasBlob } from './blobs.ts';
import { errorCodes, Failure } from './failure.ts';
import type { HttpReply } from './http/http-message.ts';
import { assertSameDigest, readDigest } from './manifests.ts';
import type { Session } from './session.ts';
import { shortDigest } from './short-digest.ts';

/** A blob to send. */
export interface BlobSource {
  readonly digest: Digest;
  readonly size: number;
  /** Its bytes, or a part of them. Asked again for each try. */
  open(range?: { readonly start: number; readonly size: number }): AsyncIterable<Uint8Array>;
  /** Called with the bytes sent so far. Starts again from 0 with another try. */
  readonly onSent?: (bytes: number) => void;
}

/** Bytes per request of a chunked upload, unless the registry wants more. */
const chunkSize = 8 * 1024 * 1024;
/** Answers to a body in one piece after which it is worth to send it in several. */
const refusesOnePiece = new Set([400, 405, 411, 413, 415, 501]);

/**
 * Brings a blob into a repository: mounted from another repository of the registry where it can be, else sent.
 * Sent in one piece; in chunks where a registry or proxy refuses that. A failed try starts with the whole blob again.
 */
export async function uploadBlob(
  session: Session,
  repository: string,
  blob: BlobSource,
  mountFrom: string | undefined,
): Promise<'mounted' | 'uploaded'> {
  const what = `upload blob ${shortDigest(blob.digest)} to ${repository}`;
  let inChunks = false;
  return await session.retry(what, async (attempt) => {
    // The answer to an earlier try may be all that was lost.
    if (attempt > 1 && (await hasBlob(session, repository, blob.digest))) return 'uploaded';
    const upload = createUpload(session, repository, blob, what);
    const opened = attempt === 1 && mountFrom !== undefined ? await upload.mount(mountFrom) : await upload.open();
    if (opened === 'mounted') return 'mounted';
    if (!inChunks) {
      const reply = await upload.sendWhole(opened);
      if (reply.status === 201) return 'uploaded';
      // A closed session (404) and a digest that differs on the way are mended by a new upload, not by this one.
      const closed = reply.status === 404 || errorCodes(reply).includes('BLOB_UPLOAD_UNKNOWN');
      inChunks = refusesOnePiece.has(reply.status) && !closed;
      if (!inChunks && !closed) throw await session.refuse(reply, { what, repository });
      await upload.sendChunks(await upload.open());
      return 'uploaded';
    }
    await upload.sendChunks(opened);
    return 'uploaded';
  });
}

interface OpenUpload {
  readonly location: URL;
  readonly smallestChunk: number;
}

interface Upload {
  mount(from: string): Promise<OpenUpload | 'mounted'>;
  open(): Promise<OpenUpload>;
  sendWhole(upload: OpenUpload): Promise<HttpReply>;
  sendChunks(upload: OpenUpload): Promise<void>;
}

function createUpload(session: Session, repository: string, blob: BlobSource, what: string): Upload {
  const { digest, size, onSent } = blob;
  const uploads = `/v2/${repository}/blobs/uploads/`;
  const post = { method: 'POST', repository, what } as const;

  const upload: Upload = {
    async mount(from) {
      const query = new URLSearchParams({ mount: digest, from });
      const reply = await session.send({ ...post, target: `${uploads}?${query.toString()}` });
      if (reply.status === 201) {
        assertSameDigest(session, what, digest, readDigest(reply));
        return 'mounted';
      }
      // 401 and 403: no right to read there. 404, 405: nothing to mount, or a registry that cannot. 202: send it here.
      if ([400, 401, 403, 404, 405].includes(reply.status)) return await upload.open();
      if (reply.status !== 202) throw await session.refuse(reply, post);
      return readUpload(session, reply, what);
    },
    async open() {
      const reply = await session.expect({ ...post, target: uploads }, [202]);
      return readUpload(session, reply, what);
    },
    async sendWhole({ location }) {
      const reply = await session.send({
        method: 'PUT',
        repository,
        what,
        target: withDigest(location, digest),
        headers: { 'content-type': 'application/octet-stream' },
        body: { size, open: () => blob.open(), ...(onSent === undefined ? {} : { onSent }) },
      });
      if (reply.status === 201) assertSameDigest(session, what, digest, readDigest(reply));
      return reply;
    },
    async sendChunks({ location, smallestChunk }) {
      const step = Math.max(chunkSize, smallestChunk);
      let at = location;
      for (let start = 0; start < size; start += step) {
        const length = Math.min(step, size - start);
        const reply = await session.expect(
          {
            method: 'PATCH',
            repository,
            what,
            target: at,
            headers: {
              'content-type': 'application/octet-stream',
              'content-range': `${start}-${start + length - 1}`,
            },
            body: { size: length, open: () => blob.open({ start, size: length }) },
          },
          [202, 204],
        );
        onSent?.(start + length);
        at = readUpload(session, reply, what).location;
      }
      const closing = { method: 'PUT', repository, what, target: withDigest(at, digest) } as const;
      const reply = await session.expect(closing, [201]);
      assertSameDigest(session, what, digest, readDigest(reply));
    },
  };
  return upload;
}

function readUpload(session: Session, reply: HttpReply, what: string): OpenUpload {
  const { location } = reply.headers;
  if (location === undefined || !URL.canParse(location, reply.url.href)) {
    throw new Failure(
      new SlipwayError({
        code: 'REGISTRY_FAILED',
        summary: `Cannot ${what}: registry ${session.registry} did not say where to send it (no Location).`,
      }),
    );
  }
  const smallest = Number(reply.headers['oci-chunk-min-length'] ?? 0);
  return {
    location: new URL(location, reply.url),
    smallestChunk: Number.isSafeInteger(smallest) ? smallest : 0,
  };
}

/** The query of a Location is the registry's own and stays as it is. */
function withDigest(location: URL, digest: Digest): URL {
  const url = new URL(location);
  // Not searchParams, which would write the whole query anew.
  url.search = `${url.search === '' ? '?' : `${url.search}&`}digest=${encodeURIComponent(digest)}`;
  return url;
}
