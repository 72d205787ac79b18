import type { KubeObject } from '../kube-object.ts';

/** What `kubectl apply` keeps of an object, values of Secrets included. */
const lastApplied = 'kubectl.kubernetes.io/last-applied-configuration';

type Values = Readonly<Record<string, unknown>>;

/** Both sides of a difference; a side that does not exist is absent. */
export interface Sides {
  readonly before: KubeObject | undefined;
  readonly after: KubeObject | undefined;
}

/**
 * Takes the values of a Secret out of both sides. What differs still does, as `*** (before)` and `*** (after)`;
 * other kinds stay as they are.
 */
export function maskSecrets({ before, after }: Sides): Sides {
  const kind = after ?? before;
  if (kind?.kind !== 'Secret' || kind.apiVersion !== 'v1') return { before, after };
  return {
    before: before && maskSide(before, after, '*** (before)'),
    after: after && maskSide(after, before, '*** (after)'),
  };
}

function maskSide(object: KubeObject, other: KubeObject | undefined, mark: string): KubeObject {
  const { annotations } = object.metadata;
  const kept = annotations?.[lastApplied];
  const isEqual = kept === other?.metadata.annotations?.[lastApplied];
  return {
    ...object,
    ...maskField(object, other, 'data', mark),
    ...maskField(object, other, 'stringData', mark),
    metadata:
      kept === undefined
        ? object.metadata
        : { ...object.metadata, annotations: { ...annotations, [lastApplied]: isEqual ? '***' : mark } },
  };
}

function maskField(object: KubeObject, other: KubeObject | undefined, field: string, mark: string): Values {
  const values = valuesOf(object[field]);
  if (values === undefined) return {};
  const others = valuesOf(other?.[field]);
  // A key on one side only says by itself that it comes or goes.
  const masked = Object.entries(values).map(([key, value]): readonly [string, string] => [
    key,
    others !== undefined && key in others && others[key] !== value ? mark : '***',
  ]);
  return { [field]: Object.fromEntries(masked) };
}

function valuesOf(value: unknown): Values | undefined {
  return typeof value === 'object' && value !== null ? (value as Values) : undefined;
}
