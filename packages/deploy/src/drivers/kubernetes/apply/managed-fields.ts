import type { KubeFields, KubeMetadata } from '../kube-object.ts';

/** Who applies. */
export const fieldManager = 'slipway';

/** Who keeps the replicas of a workload between us and an autoscaler, so that nobody ever owns none. */
export const replicasManager = 'slipway-replicas';

/** One entry of `metadata.managedFields`. */
export type FieldsEntry = NonNullable<KubeMetadata['managedFields']>[number];

/** What a manager applied, as far as it did. */
export function appliedBy(manager: string, metadata: KubeMetadata | undefined): FieldsEntry | undefined {
  return metadata?.managedFields?.find((entry) => entry.manager === manager && entry.operation === 'Apply');
}

/** Whether an entry holds the field at a path such as `f:spec`, `f:replicas`. */
export function ownsField(entry: FieldsEntry | undefined, path: readonly string[]): boolean {
  let fields: KubeFields | undefined = entry?.fieldsV1;
  for (const part of path) fields = fields?.[part];
  return fields !== undefined;
}

/** The fields of both. */
export function mergeFields(first: KubeFields, second: KubeFields): KubeFields {
  const merged: Record<string, KubeFields> = { ...first };
  for (const [field, fields] of Object.entries(second)) merged[field] = mergeFields(merged[field] ?? {}, fields);
  return merged;
}
