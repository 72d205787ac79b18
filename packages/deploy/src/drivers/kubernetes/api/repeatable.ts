import type { KubeRequest } from './kube-client.ts';
import { isRecord } from './read-refusal.ts';

/**
 * Whether a request may be sent again when its answer was lost, because doing it twice is doing it once.
 * Not so a patch that names a resourceVersion: the first one moved it, and the second would lose to ourselves.
 */
export function isRepeatable({ method, contentType, body }: KubeRequest): boolean {
  const metadata = isRecord(body) && isRecord(body['metadata']) ? body['metadata'] : {};
  if (method === 'GET') return true;
  if (method === 'POST') return isReview(body) || typeof metadata['name'] === 'string';
  if (method === 'PATCH') return contentType !== 'application/json-patch+json' && !('resourceVersion' in metadata);
  return isRecord(body) && isRecord(body['preconditions']) && 'uid' in body['preconditions'];
}

/** A review asks something and leaves nothing behind. */
function isReview(body: unknown): boolean {
  return isRecord(body) && String(body['kind']).endsWith('Review');
}

/** Whether an object holds all that was sent: then an `AlreadyExists` after a lost answer speaks of our own object. */
export function holds(live: unknown, sent: unknown): boolean {
  if (Array.isArray(sent)) {
    return Array.isArray(live) && live.length === sent.length && sent.every((item, index) => holds(live[index], item));
  }
  if (isRecord(sent)) return isRecord(live) && Object.entries(sent).every(([key, value]) => holds(live[key], value));
  return live === sent;
}
