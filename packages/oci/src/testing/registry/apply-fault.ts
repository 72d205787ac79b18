import { digestOf, isDigest } from '@slipway/kit';
import { answerRequest } from './answer-request.ts';
import type { FaultAction } from './fault.ts';
import { openRepository } from './registry-content.ts';
import { digestReply, type RegistryReply, type RegistryRequest } from './registry-message.ts';
import type { RegistryState } from './registry-state.ts';

/** Answers a request as far as a fault lets it. */
export function answerFaultily(
  request: RegistryRequest,
  state: RegistryState,
  action: FaultAction | undefined,
): RegistryReply {
  switch (action?.kind) {
    case 'status':
      return { status: action.status, headers: action.headers ?? {}, body: Buffer.from(action.body ?? '') };
    case 'redirect':
      return { status: action.status ?? 307, headers: { location: `${action.origin}${request.pathAndQuery}` } };
    case 'store-other':
      return storeOther(request, state);
    case 'expire-tokens':
      state.login.expireTokens();
      return answerRequest(request, state);
    case 'corrupt':
      return corrupt(answerRequest(request, state));
    case 'digest-header':
      return renameDigest(answerRequest(request, state), action.value);
    default:
      return answerRequest(request, state);
  }
}

function storeOther(request: RegistryRequest, state: RegistryState): RegistryReply {
  // Who may not write may not have other bytes stored either.
  const reply = answerRequest(request, state);
  const [, name, reference = ''] = /^\/v2\/(.+)\/(?:blobs\/uploads|manifests)\/([^/]*)$/.exec(request.path) ?? [];
  if (name === undefined || reply.status !== 201) return reply;
  const repository = openRepository(state.content, name);
  const bytes = flipByte(request.body);
  const key = request.query.get('digest') ?? reference;
  const digest = isDigest(key) ? key : digestOf(request.body);
  if (request.query.has('digest')) repository.blobs.set(digest, bytes);
  else repository.manifests.set(digest, { mediaType: request.headers['content-type'] ?? '', bytes });
  return digestReply(201, digestOf(bytes));
}

function corrupt(reply: RegistryReply): RegistryReply {
  return reply.body === undefined ? reply : { ...reply, body: flipByte(reply.body) };
}

function renameDigest({ headers = {}, ...reply }: RegistryReply, digest: string | undefined): RegistryReply {
  const others = Object.entries(headers).filter(([name]) => name !== 'docker-content-digest');
  const named = digest === undefined ? [] : [['docker-content-digest', digest]];
  return { ...reply, headers: Object.fromEntries([...others, ...named]) as Readonly<Record<string, string>> };
}

/** The same bytes but for the last one. */
function flipByte(bytes: Buffer): Buffer {
  const changed = Buffer.from(bytes);
  const last = changed.length - 1;
  if (last >= 0) changed[last] = (changed[last] ?? 0) ^ 1;
  return changed;
}
