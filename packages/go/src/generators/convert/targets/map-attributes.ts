import { isDeepStrictEqual } from 'node:util';
import { isJsonObject, type JsonObject } from '../../json/rewrite-json.ts';
import type { Peer, PeerKind, PeerTarget } from '../peers/peer.ts';
import type { OptionAdvice } from './map-options.ts';
import type { PeerTargetRequest } from './map-target.ts';

/** What a target says beside its options, in our words. */
export interface MappedAttributes {
  readonly kept: JsonObject;
  readonly notes: readonly OptionAdvice[];
}

/** Kinds whose work lands in the sources: a run that the cache answers would do none of it. */
const writesSources: readonly PeerKind[] = ['tidy', 'generate'];

/** What a target reads that Nx does not think of by itself, where nothing is inferred. */
const inputsOfGo = ['default', '^default', '{workspaceRoot}/go.work', { runtime: 'go version' }];

/** Leaves out what we infer, and what the plugin had to say only for itself. */
export function mapAttributes(
  { cache, inputs, outputs, continuous, ...others }: JsonObject,
  request: PeerTargetRequest,
  peerTarget: PeerTarget,
): MappedAttributes {
  const { kind, isInferred } = request;
  const kept: JsonObject = {
    ...others,
    ...(writesSources.includes(kind) ? {} : unlessInferred({ cache }, isInferred)),
    ...unlessInferred({ continuous }, isInferred),
    ...mapOutputs(outputs, request, peerTarget),
  };
  if (inputs === undefined) return { kept, notes: [] };
  if (!areOwnInputs(inputs, request.peer)) return { kept: { ...kept, inputs }, notes: [foreignInputs] };
  return { kept: kept['cache'] === true ? { ...kept, inputs: inputsOfGo } : kept, notes: [] };
}

const foreignInputs: OptionAdvice = {
  key: 'inputs',
  says: 'These inputs stand in for those that Slipway infers, which are all that a Go build reads.',
  todo: 'Remove them, unless they name more than Go files.',
};

/** A switch that is on where we infer it. */
function unlessInferred(switches: JsonObject, isInferred: boolean): JsonObject {
  const said = Object.entries(switches).filter(([, value]) => value !== undefined && !(value === true && isInferred));
  return Object.fromEntries(said);
}

function mapOutputs(
  outputs: unknown,
  { kind, target, isInferred }: PeerTargetRequest,
  peerTarget: PeerTarget,
): JsonObject {
  if (!areOwnOutputs(outputs, target, peerTarget)) return { outputs };
  if (isInferred || kind !== 'build') return {};
  const { options } = target;
  const isChosen = isJsonObject(options) && options['outputPath'] !== undefined;
  return { outputs: [isChosen ? '{options.outputPath}' : '{workspaceRoot}/dist/{projectRoot}/bin'] };
}

/** Whether inputs are only what the plugin itself would put there. */
function areOwnInputs(inputs: unknown, { namedInputs }: Peer): boolean {
  const names = Object.keys(namedInputs).flatMap((name) => [name, `^${name}`]);
  const own = new Set<unknown>([...names, ...Object.values(namedInputs).flat()]);
  return Array.isArray(inputs) && inputs.every((input) => own.has(input));
}

/** Whether outputs are what the plugin itself would put there, or follow from an option that we have as well. */
function areOwnOutputs(outputs: unknown, target: JsonObject, { inferred }: PeerTarget): boolean {
  if (outputs === undefined || isDeepStrictEqual(outputs, inferred('.')['outputs'])) return true;
  const options = isJsonObject(target['options']) ? target['options'] : {};
  const followed = [
    '{options.outputPath}',
    '{options.coverProfile}',
    `{workspaceRoot}/${String(options['outputPath'])}`,
  ];
  return Array.isArray(outputs) && outputs.every((output) => followed.includes(String(output)));
}
