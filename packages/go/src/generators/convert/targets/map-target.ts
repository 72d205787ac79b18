import type { JsonObject } from '../../json/rewrite-json.ts';
import type { Place } from '../options/option-rule.ts';
import type { Peer, PeerKind } from '../peers/peer.ts';
import { mapAttributes } from './map-attributes.ts';
import { mapOptions, type OptionAdvice } from './map-options.ts';

/** A target of one of the plugins. */
export interface PeerTargetRequest {
  readonly peer: Peer;
  readonly kind: PeerKind;
  /** What stands in the file: the whole target, or what differs from the inferred one. */
  readonly target: JsonObject;
  readonly place: Place;
  /** Whether we infer a target of this name and kind: then only what differs from it is written. */
  readonly isInferred: boolean;
}

/** A target in our words, or why it has to stay as it is. */
export interface MappedTarget {
  /** Undefined when nothing is left to say. */
  readonly target: JsonObject | undefined;
  readonly obstacles: readonly OptionAdvice[];
  readonly notes: readonly OptionAdvice[];
}

/** Says a target in our words. What we infer is left out. */
export function mapTarget(request: PeerTargetRequest): MappedTarget {
  const { peer, kind, target, place, isInferred } = request;
  const peerTarget = peer.targets[kind];
  if (peerTarget === undefined || kind === 'serve-air' || kind === 'release-publish') {
    return { target, obstacles: [noCounterpart(peer, kind)], notes: [] };
  }
  const mapped = mapOptions(target, peerTarget, place);
  if (mapped.obstacles.length > 0) return { target, obstacles: mapped.obstacles, notes: [] };
  const { executor: _executor, options: _options, configurations: _configurations, ...others } = target;
  const attributes = mapAttributes(others, request, peerTarget);
  const converted = {
    ...(isInferred ? {} : { executor: `@slipway/go:${kind}` }),
    ...attributes.kept,
    ...(Object.keys(mapped.options).length === 0 ? {} : { options: mapped.options }),
    ...(Object.keys(mapped.configurations).length === 0 ? {} : { configurations: mapped.configurations }),
  };
  return {
    target: Object.keys(converted).length === 0 ? undefined : converted,
    obstacles: [],
    notes: [...mapped.notes, ...attributes.notes],
  };
}

/** Why a target of a kind that only a plugin has stays with it. */
export function noCounterpart({ name }: Peer, kind: PeerKind): OptionAdvice {
  const todo =
    kind === 'serve-air'
      ? 'Try serve --watch; remove this target when nobody needs it.'
      : `Keep ${name} installed for it, or remove it.`;
  return { key: '', says: `Slipway has nothing like the executor ${kind}.`, todo };
}
