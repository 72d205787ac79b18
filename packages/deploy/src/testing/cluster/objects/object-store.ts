import { EventEmitter } from 'node:events';
import type { KubeObject } from '../../../drivers/kubernetes/kube-object.ts';
import type { ServedKind } from './kinds.ts';

/** One change of one object, with the resourceVersion it made. */
export interface StoredChange {
  readonly revision: number;
  readonly type: 'ADDED' | 'MODIFIED' | 'DELETED';
  readonly kind: ServedKind;
  readonly object: KubeObject;
  /** The object before; absent where it was added. */
  readonly previous?: KubeObject;
}

/** All objects of a cluster. They are never changed in place: each write puts another object in. */
export interface ObjectStore {
  /** The newest resourceVersion. */
  readonly revision: number;
  /** The oldest resourceVersion that a watch may start from. */
  readonly oldest: number;
  get(kind: ServedKind, namespace: string, name: string): KubeObject | undefined;
  /** Sorted by namespace and name. An empty namespace means all. */
  list(kind: ServedKind, namespace: string): readonly KubeObject[];
  /** Stores an object under a new resourceVersion. */
  put(kind: ServedKind, object: KubeObject): KubeObject;
  remove(kind: ServedKind, object: KubeObject): KubeObject;
  /** Changes after a resourceVersion, oldest first. */
  changesAfter(revision: number): readonly StoredChange[];
  /** Forgets the past: a watch from before is told that it is too old. */
  compact(): void;
  onChange(listener: (change: StoredChange) => void): () => void;
}

/** Creates an empty store. */
export function createObjectStore(): ObjectStore {
  const kinds = new Map<string, Map<string, KubeObject>>();
  const emitter = new EventEmitter().setMaxListeners(0);
  let changes: StoredChange[] = [];
  // Not 0, which has a meaning of its own in requests.
  let revision = 100;
  let oldest = 100;

  const objectsOf = ({ group, plural }: ServedKind): Map<string, KubeObject> => {
    const key = `${plural}.${group}`;
    const objects = kinds.get(key) ?? new Map<string, KubeObject>();
    kinds.set(key, objects);
    return objects;
  };
  const record = (change: StoredChange): KubeObject => {
    changes.push(change);
    emitter.emit('change', change);
    return change.object;
  };
  const stamp = (object: KubeObject): KubeObject => {
    revision += 1;
    return { ...object, metadata: { ...object.metadata, resourceVersion: String(revision) } };
  };

  return {
    get revision() {
      return revision;
    },
    get oldest() {
      return oldest;
    },
    get: (kind, namespace, name) => objectsOf(kind).get(`${namespace}/${name}`),
    list: (kind, namespace) =>
      [...objectsOf(kind)]
        .filter(([key]) => namespace === '' || key.startsWith(`${namespace}/`))
        .sort(([a], [b]) => (a < b ? -1 : 1))
        .map(([, object]) => object),
    put(kind, object) {
      const stored = stamp(object);
      const previous = objectsOf(kind).get(keyOf(stored));
      objectsOf(kind).set(keyOf(stored), stored);
      return record(
        previous === undefined
          ? { revision, type: 'ADDED', kind, object: stored }
          : { revision, type: 'MODIFIED', kind, object: stored, previous },
      );
    },
    remove(kind, object) {
      const stored = stamp(object);
      objectsOf(kind).delete(keyOf(stored));
      return record({ revision, type: 'DELETED', kind, object: stored, previous: object });
    },
    changesAfter: (after) => changes.filter((change) => change.revision > after),
    compact() {
      changes = [];
      oldest = revision;
    },
    onChange(listener) {
      emitter.on('change', listener);
      return () => emitter.off('change', listener);
    },
  };
}

function keyOf({ metadata: { namespace = '', name } }: KubeObject): string {
  return `${namespace}/${name}`;
}
