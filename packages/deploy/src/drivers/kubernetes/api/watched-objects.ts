import type { KubeObject } from '../kube-object.ts';
import type { WatchListener } from './kube-client.ts';

/** What one watch has seen, so that a listener hears of every change, also of those in a gap. */
export interface WatchedObjects {
  /** From here on until `endListing`, what comes is all there is, told whether it was changed or not. */
  beginListing(): void;
  /** Tells of everything that was known before and did not come again. */
  endListing(): void;
  readonly isListing: () => boolean;
  receive(type: string, object: KubeObject): void;
}

/** Creates an empty collection. */
export function createWatchedObjects({ onEvent, onGap }: Omit<WatchListener, 'onSync'>): WatchedObjects {
  const known = new Map<string, KubeObject>();
  let seen: Set<string> | undefined;
  let isFirst = true;

  function forget(key: string, last: KubeObject): void {
    known.delete(key);
    onEvent({ type: 'DELETED', object: last });
  }

  return {
    beginListing() {
      if (!isFirst) onGap?.();
      isFirst = false;
      seen = new Set();
    },
    endListing() {
      const gone = [...known].filter(([key]) => seen?.has(key) === false);
      seen = undefined;
      for (const [key, last] of gone) forget(key, last);
    },
    isListing: () => seen !== undefined,
    receive(type, object) {
      const { namespace = '', name, uid } = object.metadata;
      const key = `${namespace}/${name}`;
      const before = known.get(key);
      if (type === 'DELETED') {
        if (before !== undefined) forget(key, object);
        return;
      }
      seen?.add(key);
      if (before !== undefined && before.metadata.uid !== uid) forget(key, before);
      const isNew = !known.has(key);
      known.set(key, object);
      onEvent({ type: isNew ? 'ADDED' : 'MODIFIED', object });
    },
  };
}
