import type { ObjectChange, ReleasedObject } from '@slipway/kit';

const order: readonly ObjectChange['change'][] = ['created', 'configured', 'unchanged', 'deleted', 'kept'];

/** How many objects each became of: `1 created, 2 configured, 5 unchanged`. */
export function summarizeChanges(changes: readonly ObjectChange[]): string {
  const counts = order
    .map((kind) => [kind, changes.filter(({ change }) => change === kind).length] as const)
    .filter(([, count]) => count > 0);
  return counts.length === 0 ? 'no objects' : counts.map(([kind, count]) => `${count} ${kind}`).join(', ');
}

/** A line for each object. */
export function listChanges(changes: readonly ObjectChange[]): readonly string[] {
  return changes.map((object) => `  ${object.change.padEnd(10)}  ${formatObject(object)}`);
}

/** `Deployment orders`, with its namespace where it has one: `Deployment orders/orders`. */
export function formatObject({ kind, name, namespace }: ReleasedObject): string {
  return `${kind} ${namespace === undefined ? name : `${namespace}/${name}`}`;
}
