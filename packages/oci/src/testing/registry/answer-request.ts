import { answerBlob, answerUpload } from './answer-blob.ts';
import { answerManifest } from './answer-manifest.ts';
import { openRepository } from './registry-content.ts';
import { tokenPath } from './registry-login.ts';
import { errorReply, type RegistryReply, type RegistryRequest } from './registry-message.ts';
import type { RegistryState } from './registry-state.ts';

const route = /^\/v2\/(?<name>.+)\/(?<kind>blobs\/uploads|blobs|manifests)\/(?<rest>[^/]*)$/;

/** Answers a request as an honest registry does. */
export function answerRequest(request: RegistryRequest, state: RegistryState): RegistryReply {
  if (request.path === tokenPath) return state.login.token(request);
  const { name = '', kind, rest = '' } = route.exec(request.path)?.groups ?? {};
  const refused = state.login.check(request, name);
  if (refused !== undefined) return refused;
  if (request.path === '/v2/') return { status: 200, body: Buffer.from('{}') };
  if (kind === 'manifests') return answerManifest(request, openRepository(state.content, name), rest, state.flavor);
  if (kind === 'blobs') return answerBlob(request, state, name, rest);
  if (kind === 'blobs/uploads') return answerUpload(request, state, name, rest);
  return errorReply(404, 'NOT_FOUND', 'not found');
}
