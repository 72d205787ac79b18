import type { SlipwayError } from '@slipway/kit';
import type { KubeAnswer, KubeClient, KubeRefusal } from '../api/kube-client.ts';
import type { KubeResource } from '../api/resources.ts';
import { fingerprintOf } from '../canonical.ts';
import { toComparable } from '../diff/comparable.ts';
import type { KubeMetadata, KubeObject } from '../kube-object.ts';
import { foreignError } from '../set/foreign-error.ts';
import { isNamespaceMissing } from '../set/record-store.ts';
import { partOfLabel } from '../set/set-record.ts';
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
  /** What the set holds, by identity, and whole where it was listed so. */
  readonly members: ReadonlyMap<string, { readonly metadata: KubeMetadata; readonly object?: KubeObject }>;
  /** Namespace of the set. */
  readonly namespace: string;
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

/** Asks the server what would become of one object, and changes nothing. One request for a member, else two. */
export async function previewObject(placed: PlacedObject, settings: PreviewSettings): Promise<ObjectPreview> {
  const { client, namespace } = settings;
  const live = await readLive(placed, settings);
  const now = live.ok ? live.object : undefined;
  const object = objectToTry(placed, now, settings);
  const answer = await tryPatch({ ...placed, object }, settings);
  const { warnings } = answer;
  const preview = { object, resource: placed.resource, warnings, ...(now === undefined ? {} : { live: now }) };
  const change = now === undefined ? 'created' : 'configured';
  const owner = foreignOwner(object, now);
  if (owner !== undefined) {
    return { ...preview, problem: await foreignError({ client, namespace }, [{ object, owner }]), change };
  }
  if (answer.ok) return { ...preview, answer: answer.object, change: changeOf(now, answer.object) };
  if (isMadeFirst(placed, answer, settings)) return { ...preview, change: 'created' };
  if (isNamespaceOfOthers(placed, answer, live))
    return { ...preview, ...(now && { answer: now }), change: 'unchanged' };
  return { ...preview, problem: toSendError(answer, placed), change };
}

/** The object as it is: as it was listed with the set, else as the server says. */
async function readLive(placed: PlacedObject, { client, members }: PreviewSettings): Promise<KubeAnswer> {
  const { object, resource } = placed;
  const listed = members.get(identityOf(resource, object.metadata))?.object;
  // The same kind in another version has other fields.
  if (listed?.apiVersion === object.apiVersion) return { ok: true, status: 200, object: listed, warnings: [] };
  return client.send({ method: 'GET', path: pathOf(placed) });
}

/** Id of the set that holds an object, where it is not ours. */
function foreignOwner(object: KubeObject, live: KubeObject | undefined): string | undefined {
  const owner = live?.metadata.labels?.[partOfLabel];
  return owner === object.metadata.labels?.[partOfLabel] ? undefined : owner;
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
