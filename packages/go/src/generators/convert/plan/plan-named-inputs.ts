import { isDeepStrictEqual } from 'node:util';
import { isJsonObject, type JsonObject } from '../../json/rewrite-json.ts';
import type { Peer } from '../peers/peer.ts';
import { findInputs } from './find-mentions.ts';

/**
 * The named inputs of nx.json: those that a plugin wrote go away with the last use, and those that are still in use
 * are written down where only the plugin knew them, since Nx fails every run over one that is missing.
 */
export function planNamedInputs(
  nxJson: JsonObject,
  projects: readonly JsonObject[],
  peers: readonly Peer[],
): JsonObject {
  const { namedInputs: given, ...others } = nxJson;
  const named: Record<string, unknown> = isJsonObject(given) ? { ...given } : {};
  for (const [name, patterns] of peers.flatMap((peer) => Object.entries(peer.namedInputs))) {
    const { [name]: own, ...rest } = named;
    const isUsed = [others, rest, ...projects].some((value) => findInputs(value, name).length > 0);
    if (isUsed && own === undefined) named[name] = patterns;
    if (!isUsed && isDeepStrictEqual(own, patterns)) Reflect.deleteProperty(named, name);
  }
  if (Object.keys(named).length > 0) return { ...nxJson, namedInputs: named };
  return isJsonObject(given) && Object.keys(given).length > 0 ? others : nxJson;
}
