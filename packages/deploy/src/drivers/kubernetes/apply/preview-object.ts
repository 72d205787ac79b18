import type { SlipwayError } from '@slipway/kit';
import type { KubeAnswer, KubeClient, KubeRefusal } from '../api/kube-client.ts';
import type { KubeResource } from '../api/resources.ts';
import { fingerprintOf } from '../canonical.ts';
import { toComparable } from '../diff/comparable.ts';
import type { KubeMetadata, KubeObject } from '../kube-object.ts';
import { isNamespaceMissing } from '../set/record-store.ts';
import type { AppliedObject } from './applied.ts';
import { isNotServed, isOfKubectlApply, isOwnConflict } from './conflicts.ts';
import { identityOf } from './object-identity.ts';
import { patchObject, pathOf } from './patch-object.ts';
import type { PlacedObject } from './place-objects.ts';
import { withLiveReplicas, withoutReplicas, wouldDropReplicas } from './replicas.ts';
import { isNamespaceOfOthers } from './namespace-of-others.ts';
import { toSendError } from './send-error.ts';

/** What a preview needs. */
export interface PreviewSettings {
  readonly client: KubeClient;
  readonly members: ReadonlyMap<string, { readonly metadata: KubeMetadata }>;
  /** Identities of workloads whose replicas an autoscaler of the set decides. */
  readonly scaled: ReadonlySet<string>;
  readonly forceConflicts: boolean;
  readonly adopt: boolean;
  /** Namespaces that the apply would make before it needs them. */
  readonly newNamespaces: ReadonlySet<string>;
}

/** What would become of one object. */
export interface ObjectPreview {
  /** As it would be sent. */
  readonly object: KubeObject;
  readonly resource: KubeResource;
  /** As it is now; absent where it is not there. */
  readonly live?: KubeObject;
  /** As it would be. Absent where it was refused, or where its namespace or its kind has to be made first. */
  readonly answer?: KubeObject;
  readonly change: AppliedObject['change'];
  /** Why it would not be taken. */
  readonly problem?: SlipwayError;
  readonly warnings: readonly string[];
}

/** Asks the server what would become of one object, and changes nothing. Two requests. */
export async function previewObject(placed: PlacedObject, settings: PreviewSettings): Promise<ObjectPreview> {
  const live = await settings.client.send({ method: 'GET', path: pathOf(placed) });
  const now = live.ok ? live.object : undefined;
  const object = objectToTry(placed, now, settings);
  const answer = await tryPatch({ ...placed, object }, settings);
  const { warnings } = answer;
  const preview = { object, resource: placed.resource, warnings, ...(now === undefined ? {} : { live: now }) };
  if (answer.ok) return { ...preview, answer: answer.object, change: changeOf(now, answer.object) };
  if (isMadeFirst(placed, answer, settings)) return { ...preview, change: 'created' };
  if (isNamespaceOfOthers(placed, answer, live))
    return { ...preview, ...(now && { answer: now }), change: 'unchanged' };
  return { ...preview, problem: toSendError(answer, placed), change: now === undefined ? 'created' : 'configured' };
}

/** What hands replicas over cannot be tried; its effect is that the number stays. */
function objectToTry(placed: PlacedObject, live: KubeObject | undefined, settings: PreviewSettings): KubeObject {
  const { object, resource } = placed;
  const identity = identityOf(resource, object.metadata);
  if (live === undefined) return object;
  const bare = settings.scaled.has(identity) ? withoutReplicas(object) : object;
  const stays = wouldDropReplicas({ ...placed, object: bare }, settings.members.get(identity)?.metadata);
  return stays ? withLiveReplicas(object, live) : bare;
}

/** Whether what is missing would be there by then: its kind, or its namespace. */
function isMadeFirst({ object, isNewKind }: PlacedObject, refusal: KubeRefusal, settings: PreviewSettings): boolean {
  if (isNewKind && isNotServed(refusal)) return true;
  return isNamespaceMissing(refusal) && settings.newNamespaces.has(object.metadata.namespace ?? '');
}

/** Taking over cannot be tried either: with `adopt` the answer shows the values we send, and not what goes. */
async function tryPatch(placed: PlacedObject, { client, forceConflicts, adopt }: PreviewSettings): Promise<KubeAnswer> {
  const answer = await patchObject(client, placed, { dryRun: true, force: forceConflicts });
  if (answer.ok) return answer;
  const isOurs = isOwnConflict(answer) || (adopt && isOfKubectlApply(answer));
  return isOurs ? patchObject(client, placed, { dryRun: true, force: true }) : answer;
}

function changeOf(live: KubeObject | undefined, answer: KubeObject): AppliedObject['change'] {
  if (live === undefined || live.metadata.deletionTimestamp !== undefined) return 'created';
  return fingerprintOf(toComparable(live)) === fingerprintOf(toComparable(answer)) ? 'unchanged' : 'configured';
}
