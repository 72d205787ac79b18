import { digestOf, isDigest, type Digest } from '@slipway/kit';
import { missingFrom, type RepositoryContent } from './registry-content.ts';
import type { RegistryFlavor } from './registry-flavor.ts';
import { digestReply, errorReply, type RegistryReply, type RegistryRequest } from './registry-message.ts';

/** Answers `/v2/<repository>/manifests/<reference>`. */
export function answerManifest(
  request: RegistryRequest,
  repository: RepositoryContent,
  reference: string,
  flavor: RegistryFlavor,
): RegistryReply {
  if (request.method === 'PUT') return storeManifest(request, repository, reference, flavor);
  if (request.method !== 'GET' && request.method !== 'HEAD') return errorReply(405, 'UNSUPPORTED', 'not supported');
  const digest = isDigest(reference) ? reference : repository.tags.get(reference);
  const manifest = digest === undefined ? undefined : repository.manifests.get(digest);
  if (digest === undefined || manifest === undefined) return unknown();
  // docker-registry looks for OCI types by name and takes anything else for Docker's own.
  const accepted = (request.headers['accept'] ?? '').split(',').map((type) => type.trim());
  if (flavor.acceptByName && manifest.mediaType.includes('oci') && !accepted.includes(manifest.mediaType)) {
    return unknown();
  }
  return digestReply(200, digest, { 'content-type': manifest.mediaType }, manifest.bytes);
}

function storeManifest(
  { headers, body }: RegistryRequest,
  repository: RepositoryContent,
  reference: string,
  flavor: RegistryFlavor,
): RegistryReply {
  const mediaType = headers['content-type'] ?? '';
  if (mediaType === '' || !isJson(body)) return errorReply(400, 'MANIFEST_INVALID', 'manifest invalid');
  const digest: Digest = digestOf(body);
  if (isDigest(reference) && reference !== digest) {
    return errorReply(400, 'DIGEST_INVALID', 'provided digest did not match uploaded content');
  }
  const [missing] = missingFrom(repository, body);
  if (missing !== undefined) {
    return errorReply(flavor.missingBlob.status, flavor.missingBlob.code, `blob unknown to registry: ${missing}`);
  }
  repository.manifests.set(digest, { mediaType, bytes: body });
  if (!isDigest(reference)) repository.tags.set(reference, digest);
  return digestReply(201, digest);
}

function unknown(): RegistryReply {
  return errorReply(404, 'MANIFEST_UNKNOWN', 'manifest unknown');
}

function isJson(body: Buffer): boolean {
  try {
    JSON.parse(body.toString('utf8'));
    return true;
  } catch {
    return false;
  }
}
