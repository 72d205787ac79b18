import type { KubeAnswer, KubeClient } from '../api/kube-client.ts';
import { resourcePath } from '../api/resource-path.ts';
import type { KubeObject } from '../kube-object.ts';
import { fieldManager } from './managed-fields.ts';
import type { PlacedObject } from './place-objects.ts';

/** How to apply. */
export interface PatchOptions {
  /** Take fields over that others own. Default: false. */
  readonly force?: boolean;
  /** Ask what would become of it. Default: false. */
  readonly dryRun?: boolean;
  /** Default: `slipway`. */
  readonly manager?: string;
}

/** Applies one object on the server, strictly: what the server does not know it refuses. */
export async function patchObject(
  client: KubeClient,
  { object, resource }: Pick<PlacedObject, 'object' | 'resource'>,
  { force = false, dryRun = false, manager = fieldManager }: PatchOptions = {},
): Promise<KubeAnswer> {
  return client.send({
    method: 'PATCH',
    path: pathOf({ object, resource }),
    query: {
      fieldManager: manager,
      fieldValidation: 'Strict',
      ...(force ? { force: 'true' } : {}),
      ...(dryRun ? { dryRun: 'All' } : {}),
    },
    body: object,
  });
}

/** Path of an object that is placed. */
export function pathOf({ object, resource }: Pick<PlacedObject, 'object' | 'resource'>): string {
  const { name, namespace } = object.metadata;
  return resourcePath(resource, { namespace, name });
}

/** The same object with a label more. */
export function withLabel(object: KubeObject, label: string, value: string): KubeObject {
  const { metadata } = object;
  return { ...object, metadata: { ...metadata, labels: { ...metadata.labels, [label]: value } } };
}
