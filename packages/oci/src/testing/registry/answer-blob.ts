import { randomUUID } from 'node:crypto';
import { digestOf, isDigest } from '@slipway/kit';
import { openRepository } from './registry-content.ts';
import type { RegistryFlavor } from './registry-flavor.ts';
import { digestReply, errorReply, type RegistryReply, type RegistryRequest } from './registry-message.ts';
import type { RegistryState } from './registry-state.ts';

/** Answers `/v2/<repository>/blobs/<digest>`. */
export function answerBlob(
  { method }: RegistryRequest,
  { content }: RegistryState,
  name: string,
  digest: string,
): RegistryReply {
  if (method !== 'GET' && method !== 'HEAD') return errorReply(405, 'UNSUPPORTED', 'not supported');
  const blob = isDigest(digest) ? content.get(name)?.blobs.get(digest) : undefined;
  if (!isDigest(digest) || blob === undefined) return errorReply(404, 'BLOB_UNKNOWN', 'blob unknown to registry');
  return digestReply(200, digest, { 'content-type': 'application/octet-stream' }, blob);
}

/** Answers `/v2/<repository>/blobs/uploads/<id>`, and without id where an upload is opened or a blob mounted. */
export function answerUpload(request: RegistryRequest, state: RegistryState, name: string, id: string): RegistryReply {
  const { flavor, uploads } = state;
  if (id === '') return request.method === 'POST' ? openUpload(request, state, name) : unsupported();
  const received = uploads.get(id);
  if (received === undefined) return errorReply(404, 'BLOB_UPLOAD_UNKNOWN', 'blob upload unknown to registry');
  const place = { request, name, id, flavor };
  if (request.method === 'GET') return uploadReply(204, place, received.length);
  if (request.method === 'PATCH') {
    const start = /^(\d+)-\d+$/.exec(request.headers['content-range'] ?? '')?.[1];
    if (start !== undefined && Number(start) !== received.length && flavor.misplacedChunk === 'refused') {
      return errorReply(416, 'RANGE_INVALID', 'chunk out of order');
    }
    const all = Buffer.concat([received, request.body]);
    uploads.set(id, all);
    return uploadReply(202, place, all.length);
  }
  if (request.method !== 'PUT') return unsupported();
  uploads.delete(id);
  return storeBlob(request, state, name, Buffer.concat([received, request.body]));
}

function openUpload(request: RegistryRequest, state: RegistryState, name: string): RegistryReply {
  const { content, flavor, uploads } = state;
  const mount = request.query.get('mount') ?? '';
  const from = request.query.get('from');
  if (isDigest(mount) && from !== null) {
    const blob = content.get(from)?.blobs.get(mount);
    if (blob !== undefined) {
      openRepository(content, name).blobs.set(mount, blob);
      return digestReply(201, mount, { location: `${request.origin}/v2/${name}/blobs/${mount}` });
    }
    if (flavor.missedMount === 404) return errorReply(404, 'BLOB_UNKNOWN', 'blob unknown to registry');
  }
  if (flavor.singlePost && request.query.has('digest')) return storeBlob(request, state, name, request.body);
  const id = randomUUID();
  uploads.set(id, Buffer.alloc(0));
  return uploadReply(202, { request, name, id, flavor }, 0);
}

function storeBlob({ query }: RegistryRequest, { content }: RegistryState, name: string, bytes: Buffer): RegistryReply {
  const digest = query.get('digest') ?? '';
  if (!isDigest(digest) || digestOf(bytes) !== digest) {
    return errorReply(400, 'DIGEST_INVALID', 'provided digest did not match uploaded content');
  }
  openRepository(content, name).blobs.set(digest, bytes);
  return digestReply(201, digest, { location: `/v2/${name}/blobs/${digest}` });
}

interface UploadPlace {
  readonly request: RegistryRequest;
  readonly name: string;
  readonly id: string;
  readonly flavor: RegistryFlavor;
}

function uploadReply(status: number, { request, name, id, flavor }: UploadPlace, received: number): RegistryReply {
  const path = `/v2/${name}/blobs/uploads/${id}${flavor.statefulLocation ? `?_state=${id}%3D%2B~` : ''}`;
  return {
    status,
    headers: {
      location: flavor.location === 'absolute' ? `${request.origin}${path}` : path,
      range: `0-${Math.max(0, received - 1)}`,
      'docker-upload-uuid': id,
      ...(flavor.smallestChunk === undefined ? {} : { 'oci-chunk-min-length': String(flavor.smallestChunk) }),
    },
  };
}

function unsupported(): RegistryReply {
  return errorReply(405, 'UNSUPPORTED', 'not supported');
}
