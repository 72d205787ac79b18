import { isSlipwayError } from '@slipway/kit';
import type { KubeClient, WatchListener } from '../api/kube-client.ts';
import { createLiveState, type Collection, type LiveState } from './live-state.ts';

/** What to follow. */
export interface FollowSettings {
  readonly client: KubeClient;
  readonly namespaces: readonly string[];
  readonly collections: readonly Watched[];
  /** Ends all watches. */
  readonly signal: AbortSignal;
}

/** Collections that can be watched. */
export type Watched = Exclude<Collection, 'others'>;

/** Live objects of some namespaces, kept current. */
export interface Follower {
  readonly live: LiveState;
  /** Whether changes of the collection are seen. */
  isFollowed(collection: Collection, namespace: string): boolean;
  /** Whether no listing is under way: only then what is known is how things are. */
  isWhole(): boolean;
  /** Called after each change. There is one listener at a time. */
  onChange(listener: () => void): void;
  /** Throws what ended a watch. */
  assertFollowing(): void;
}

const roots: Readonly<Record<Watched, string>> = {
  pods: '/api/v1',
  events: '/api/v1',
  replicasets: '/apis/apps/v1',
  deployments: '/apis/apps/v1',
  statefulsets: '/apis/apps/v1',
  daemonsets: '/apis/apps/v1',
  jobs: '/apis/batch/v1',
};

/** Path of a collection in a namespace. */
export function collectionPath(collection: Watched, namespace: string): string {
  return `${roots[collection]}/namespaces/${encodeURIComponent(namespace)}/${collection}`;
}

/** Opens a watch for each collection in each namespace. Resolves when all that is there now is known. */
export async function followCluster(settings: FollowSettings): Promise<Follower> {
  const { client, namespaces, collections, signal } = settings;
  const live = createLiveState();
  const listing = new Set<string>();
  const followed = new Set<string>();
  let failure: { readonly error: unknown } | undefined;
  let notify = (): void => undefined;

  const follow = async (collection: Watched, namespace: string): Promise<void> => {
    const place = `${collection} in ${namespace}`;
    listing.add(place);
    followed.add(place);
    let sync = (): void => undefined;
    const synced = new Promise<void>((resolve) => {
      sync = resolve;
    });
    const end = (): void => {
      listing.delete(place);
      sync();
      notify();
    };
    const listener: WatchListener = {
      onEvent(change) {
        live.update(collection, change);
        notify();
      },
      onGap() {
        listing.add(place);
        live.beginListing(collection, namespace);
        notify();
      },
      onSync() {
        live.endListing(collection, namespace);
        end();
      },
    };
    const fail = (error: unknown): void => {
      followed.delete(place);
      // Who may not watch can still look now and then.
      if (!isSlipwayError(error) || error.code !== 'CLUSTER_FORBIDDEN') failure ??= { error };
      end();
    };
    client.watch({ path: collectionPath(collection, namespace), signal }, listener).then(end, fail);
    await synced;
    if (failure !== undefined) throw failure.error;
  };

  await Promise.all(namespaces.flatMap((namespace) => collections.map((collection) => follow(collection, namespace))));
  live.markStart();
  return {
    live,
    isFollowed: (collection, namespace) => followed.has(`${collection} in ${namespace}`),
    isWhole: () => listing.size === 0,
    onChange(listener) {
      notify = listener;
    },
    assertFollowing() {
      if (failure !== undefined) throw failure.error;
    },
  };
}
