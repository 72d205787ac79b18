import type { KubeObject } from '../kube-object.ts';
import {
  asEvent,
  asPod,
  asWorkload,
  type ContainerStatus,
  type FollowedKind,
  type KubeEvent,
  type Pod,
  type Workload,
} from './kube-status.ts';

/** The collections a rollout is seen in. */
export type Collection = FollowedKind | 'replicasets' | 'events' | 'others';

/** A change of one object. */
export interface Change {
  readonly type: 'ADDED' | 'MODIFIED' | 'DELETED';
  readonly object: KubeObject;
}

/** What is known of a cluster, for judges: reads only. */
export interface LiveView {
  /** The object with the uid; `undefined` where it is not known, or no longer there. */
  find(uid: string): Workload | undefined;
  /** Whether an object was there and is no more. */
  isGone(uid: string): boolean;
  /** A Job that is no more as it was last: its own time to live deletes one that has done its work. */
  lastOf(uid: string): Workload | undefined;
  /** ReplicaSets that the object owns. */
  replicaSetsOf(uid: string): readonly Workload[];
  /** Pods that the object owns itself, by name. */
  podsOf(uid: string): readonly Pod[];
  /** Events about the object that happened since `markStart`, oldest first. */
  eventsAbout(uid: string): readonly KubeEvent[];
  /** The object as it was at `markStart`. */
  before(uid: string): Workload | undefined;
  /** Log of a container that ended, as far as it was read. */
  logOf(pod: Pod, container: string): string | undefined;
}

/** Live objects by uid, kept current by watch events. */
export interface LiveState extends LiveView {
  /** Takes one change. Changes of one object may come in any order, and again: the newest counts, and what is deleted stays so. */
  update(collection: Collection, change: Change): void;
  /** A new listing of the collection begins: until `endListing` the old one counts. */
  beginListing(collection: Collection, namespace: string): void;
  /** What the listing did not name is gone. */
  endListing(collection: Collection, namespace: string): void;
  /** What is there now was there before the release: its events and restarts are none of the release's. */
  markStart(): void;
  keepLog(pod: Pod, container: ContainerStatus, text: string): void;
}

/** An object, and where it came from. */
interface Entry {
  readonly collection: Collection;
  readonly object: KubeObject;
}

/** Creates an empty state. */
export function createLiveState(): LiveState {
  const objects = new Map<string, Entry>();
  const children = new Map<string, Map<string, Entry>>();
  /** What is no more, of Jobs with their last state. */
  const gone = new Map<string, Workload | undefined>();
  const listings = new Map<string, Map<string, Change>>();
  const logs = new Map<string, string>();
  let start = new Map<string, KubeObject>();

  const put = (collection: Collection, { type, object }: Change): void => {
    const { uid } = object.metadata;
    if (uid === undefined || gone.has(uid)) return;
    const known = objects.get(uid)?.object;
    if (type === 'DELETED') {
      gone.set(uid, lastJob(collection, object, known));
      objects.delete(uid);
      for (const parent of parentsOf(known ?? object)) children.get(parent)?.delete(uid);
    } else if (known === undefined || byVersion(object, known) >= 0) {
      objects.set(uid, { collection, object });
      for (const parent of parentsOf(object)) {
        const siblings = children.get(parent) ?? new Map<string, Entry>();
        children.set(parent, siblings.set(uid, { collection, object }));
      }
    }
  };
  const childrenOf = (uid: string, collection: Collection): readonly KubeObject[] =>
    [...(children.get(uid)?.values() ?? [])]
      .filter((entry) => entry.collection === collection)
      .map(({ object }) => object)
      .sort(byVersion);

  return {
    find(uid) {
      const found = objects.get(uid);
      return found === undefined ? undefined : asWorkload(found.object);
    },
    isGone: (uid) => gone.has(uid),
    lastOf: (uid) => gone.get(uid),
    replicaSetsOf: (uid) => childrenOf(uid, 'replicasets').map(asWorkload),
    podsOf: (uid) => childrenOf(uid, 'pods').map(asPod).sort(byName),
    eventsAbout: (uid) =>
      childrenOf(uid, 'events')
        .map(asEvent)
        .filter(({ metadata }) => start.get(metadata.uid ?? '')?.metadata.resourceVersion !== metadata.resourceVersion),
    before(uid) {
      const found = start.get(uid);
      return found === undefined ? undefined : asWorkload(found);
    },
    logOf: (pod, container) => logs.get(`${pod.metadata.uid ?? ''}/${container}`),

    update(collection, change) {
      const listing = listings.get(listingKey(collection, change.object.metadata.namespace ?? ''));
      if (listing === undefined) put(collection, change);
      else listing.set(change.object.metadata.uid ?? '', change);
    },
    beginListing(collection, namespace) {
      listings.set(listingKey(collection, namespace), new Map());
    },
    endListing(collection, namespace) {
      const listing = listings.get(listingKey(collection, namespace));
      if (listing === undefined) return;
      listings.delete(listingKey(collection, namespace));
      for (const [uid, entry] of objects)
        if (
          entry.collection === collection &&
          (entry.object.metadata.namespace ?? '') === namespace &&
          !listing.has(uid)
        )
          put(collection, { type: 'DELETED', object: entry.object });
      for (const change of listing.values()) put(collection, change);
    },
    markStart() {
      start = new Map([...objects].map(([uid, { object }]) => [uid, object]));
    },
    keepLog: (pod, container, text) => logs.set(`${pod.metadata.uid ?? ''}/${container.name}`, text),
  };
}

function listingKey(collection: Collection, namespace: string): string {
  return `${collection} ${namespace}`;
}

/** Uids of what the object belongs to: its owners, or what an event is about. */
function parentsOf(object: KubeObject): readonly string[] {
  const about = asEvent(object).involvedObject?.uid;
  return about === undefined ? (object.metadata.ownerReferences ?? []).map(({ uid }) => uid) : [about];
}

/** Versions of one server grow, and are compared as numbers (KEP-5504); what is no number is taken as it comes. */
function byName(one: KubeObject, other: KubeObject): number {
  return one.metadata.name < other.metadata.name ? -1 : 1;
}

function byVersion(one: KubeObject, other: KubeObject): number {
  const difference = Number(one.metadata.resourceVersion) - Number(other.metadata.resourceVersion);
  return Number.isNaN(difference) ? 0 : difference;
}

/** What is kept of a deleted object: of a Job the newest that was seen, of anything else nothing. */
function lastJob(collection: Collection, one: KubeObject, other: KubeObject = one): Workload | undefined {
  if (collection !== 'jobs') return undefined;
  return asWorkload(byVersion(other, one) > 0 ? other : one);
}
