import type { Watched } from './follow-cluster.ts';

const byKind: Readonly<Record<string, readonly Watched[]>> = {
  Deployment: ['deployments', 'replicasets'],
  StatefulSet: ['statefulsets'],
  DaemonSet: ['daemonsets'],
  Job: ['jobs'],
  Pod: [],
};

/** The collections that tell of the kinds: none for kinds that make no pods. Default: those of every kind that does. */
export function collectionsFor(kinds: readonly string[] = Object.keys(byKind)): readonly Watched[] {
  const known = kinds.filter((kind) => Object.hasOwn(byKind, kind));
  if (known.length === 0) return [];
  return [...new Set<Watched>(['pods', 'events', ...known.flatMap((kind) => byKind[kind] ?? [])])];
}
