import type { KubeObject } from './kube-object.ts';

/** What a HorizontalPodAutoscaler scales. */
export interface AutoscalerTarget {
  /** Empty where it names none. */
  readonly apiVersion: string;
  readonly kind: string;
  readonly name: string;
  /** The autoscaler's own: it scales nothing elsewhere. */
  readonly namespace: string | undefined;
  /** The least number of replicas it keeps; 1 where it names none. */
  readonly minReplicas: number;
}

/** Reads an autoscaler. `undefined` for any other object, and for one that names nothing to scale. */
export function autoscalerTarget({ apiVersion, kind, metadata, spec }: KubeObject): AutoscalerTarget | undefined {
  if (kind !== 'HorizontalPodAutoscaler' || !apiVersion.startsWith('autoscaling/')) return undefined;
  const { scaleTargetRef: target, minReplicas = 1 } = (spec ?? {}) as AutoscalerSpec;
  if (target?.kind === undefined || target.name === undefined) return undefined;
  const { apiVersion: targetVersion = '', kind: targetKind, name } = target;
  return { apiVersion: targetVersion, kind: targetKind, name, namespace: metadata.namespace, minReplicas };
}

interface AutoscalerSpec {
  readonly scaleTargetRef?: { readonly apiVersion?: string; readonly kind?: string; readonly name?: string };
  readonly minReplicas?: number;
}
