import { createKindTable, type KindTable } from './objects/kind-table.ts';
import { createObjectStore, type ObjectStore } from './objects/object-store.ts';
import { createRightTable, type RightTable } from './http/rights.ts';
import { createSchedule, type Schedule } from './controllers/schedule.ts';

/** What all parts of a fake cluster share. */
export interface ClusterState {
  readonly store: ObjectStore;
  readonly kinds: KindTable;
  readonly rights: RightTable;
  readonly schedule: Schedule;
  /** Text of logs, by `namespace/pod/container` and whether of the container before. */
  readonly logs: Map<string, string>;
  /** Warnings that writes get, by a pattern of their path. */
  readonly warnings: { readonly path: RegExp; readonly text: string }[];
  /** Whether watches can begin with what is there, as servers since 1.32 can. */
  readonly canStreamLists: boolean;
}

/** Creates the state of a cluster without objects. */
export function createClusterState(settings: {
  readonly pace: number | 'by-hand';
  readonly user: string;
  readonly canStreamLists: boolean;
}): ClusterState {
  const store = createObjectStore();
  const kinds = createKindTable(store);
  return {
    store,
    kinds,
    rights: createRightTable(settings.user),
    schedule: createSchedule(settings.pace),
    logs: new Map(),
    warnings: [],
    canStreamLists: settings.canStreamLists,
  };
}

/** Now, as the server writes it: to the second. */
export function timestamp(): string {
  return new Date().toISOString().replace(/\.\d+Z$/, 'Z');
}
