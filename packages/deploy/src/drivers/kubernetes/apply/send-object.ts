import { SlipwayError } from '@slipway/kit';
import type { KubeAnswer, KubeClient, KubeRefusal } from '../api/kube-client.ts';
import { toRefusalError } from '../api/refusal-error.ts';
import type { KubeMetadata } from '../kube-object.ts';
import type { AppliedObject } from './applied.ts';
import { conflictsOf, isCollision, isNotServed, isOwnConflict } from './conflicts.ts';
import { judgeChange } from './judge-change.ts';
import { identityOf } from './object-identity.ts';
import { isNamespaceOfOthers } from './namespace-of-others.ts';
import { metadataOnly } from './partial-metadata.ts';
import { patchObject, pathOf, type PatchOptions } from './patch-object.ts';
import { growingPauses, pause, type Waiting } from './pause.ts';
import type { PlacedObject } from './place-objects.ts';
import { handOverReplicas, hasReplicas, withoutReplicas, wouldDropReplicas } from './replicas.ts';
import { takeOverFields } from './take-over-fields.ts';
import { toSendError } from './send-error.ts';
import { describeRemains, waitUntilGone } from './wait-until-gone.ts';

/** What sending needs. */
export interface SendSettings extends Waiting {
  readonly client: KubeClient;
  /** What the set held before, by identity. */
  readonly members: ReadonlyMap<string, { readonly metadata: KubeMetadata }>;
  /** Identities of workloads whose replicas an autoscaler of the set decides. */
  readonly scaled: ReadonlySet<string>;
  readonly forceConflicts: boolean;
  readonly adopt: boolean;
  /** Seconds to wait for an object of the same name that is being deleted. */
  readonly timeout: number;
}

/** What became of an object that was sent. `skipped` is a namespace that may not be written and need not. */
export type Sent =
  | { readonly state: 'applied'; readonly applied: AppliedObject; readonly warnings: readonly string[] }
  | { readonly state: 'skipped'; readonly warnings: readonly string[] };

/** How long a kind may take to be served after its CRD was taken, and how often a collision is overcome. */
const servedWithin = 10_000;
const mostCollisions = 5;

/** Applies one object, and waits where that helps. Throws what the server refused. */
export async function sendObject(placed: PlacedObject, settings: SendSettings): Promise<Sent> {
  const { client, members, scaled, adopt } = settings;
  const { object, resource } = placed;
  const identity = identityOf(resource, object.metadata);
  const member = members.get(identity)?.metadata;
  const before = adopt ? await takeOverFields(client, placed) : member;
  const isScaled = scaled.has(identity);
  const bare: PlacedObject = isScaled ? { ...placed, object: withoutReplicas(object) } : placed;
  if (wouldDropReplicas(bare, before)) {
    const refusal = await handOverReplicas(client, bare);
    if (refusal !== undefined) throw toRefusalError(refusal, { kind: object.kind, ...object.metadata });
  }
  const answer = await patchFirst(placed, bare, { ...settings, isNew: before === undefined && isScaled });
  if (answer.ok) {
    const change = judgeChange({ status: answer.status, sent: bare.object, answer: answer.object, before: member });
    return { state: 'applied', applied: { object: answer.object, resource, change }, warnings: answer.warnings };
  }
  if (await canStay(placed, answer, client)) {
    const text = `Namespace ${object.metadata.name} was left as it is: ${answer.message}`;
    return { state: 'skipped', warnings: [...answer.warnings, text] };
  }
  throw toSendError(answer, placed);
}

/**
 * A workload that an autoscaler is about to scale starts with the replicas of its manifest, where it is new.
 * Where it is there after all, somebody else's number stays.
 */
async function patchFirst(
  placed: PlacedObject,
  bare: PlacedObject,
  settings: SendSettings & { readonly isNew: boolean },
): Promise<KubeAnswer> {
  if (settings.isNew && hasReplicas(placed.object)) {
    const answer = await patchUntilTaken(placed, settings, {});
    if (answer.ok || conflictsOf(answer).length === 0) return answer;
  }
  const answer = await patchUntilTaken(bare, settings, { force: settings.forceConflicts });
  return !answer.ok && isOwnConflict(answer) ? patchUntilTaken(bare, settings, { force: true }) : answer;
}

async function patchUntilTaken(
  placed: PlacedObject,
  settings: SendSettings,
  options: PatchOptions,
): Promise<KubeAnswer> {
  const { clock } = settings;
  const start = clock.now();
  let collisions = 0;
  for (const next of growingPauses(10, 500)) {
    const answer = await patchObject(settings.client, placed, options);
    if (answer.ok && answer.object.metadata.deletionTimestamp !== undefined) {
      // An apply onto an object that is being deleted succeeds, and is gone with it.
      await waitForEnd(placed, answer.object.metadata, settings);
      continue;
    }
    if (answer.ok) return answer;
    const isServedSoon = placed.isNewKind && isNotServed(answer) && clock.now() - start < servedWithin;
    collisions += isCollision(answer) ? 1 : 0;
    if (!isServedSoon && !(isCollision(answer) && collisions < mostCollisions)) return answer;
    await pause(settings, next);
  }
  throw new Error('unreachable: pauses have no end');
}

async function waitForEnd(
  { object, resource }: PlacedObject,
  dying: KubeMetadata,
  settings: SendSettings,
): Promise<void> {
  const { name, namespace } = object.metadata;
  const place = { resource, name, ...(namespace === undefined ? {} : { namespace }), uid: dying.uid ?? '' };
  const deadline = settings.clock.now() + settings.timeout * 1000;
  const remains = await waitUntilGone(place, { ...settings, deadline });
  if (remains === undefined) return;
  throw new SlipwayError({
    code: 'ROLLOUT_TIMEOUT',
    summary: `${object.kind} ${name} is being deleted, and was not gone in time to be made anew.`,
    details: [describeRemains(place, remains)],
    hint: 'Whoever set a finalizer has to take it away: look whether its controller runs.',
  });
}

async function canStay(placed: PlacedObject, refusal: KubeRefusal, client: KubeClient): Promise<boolean> {
  if (refusal.status !== 403 || placed.object.kind !== 'Namespace') return false;
  const live = await client.send({ method: 'GET', path: pathOf(placed), accept: metadataOnly });
  return isNamespaceOfOthers(placed, refusal, live);
}
