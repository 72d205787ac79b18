import type { KubeClient } from '../api/kube-client.ts';
import { toRefusalError } from '../api/refusal-error.ts';
import { resourcePath } from '../api/resource-path.ts';
import type { KubeResource } from '../api/resources.ts';
import type { KubeMetadata } from '../kube-object.ts';
import { metadataOnly } from './partial-metadata.ts';
import { growingPauses, pause, type Waiting } from './pause.ts';

/** An object that is being deleted. */
export interface DyingObject {
  readonly resource: KubeResource;
  readonly name: string;
  readonly namespace?: string;
  /** Another object of the same name counts as gone. */
  readonly uid: string;
}

/** How long to wait for it. */
export interface GoneSettings extends Waiting {
  readonly client: KubeClient;
  /** When to give up, by the clock, in milliseconds. */
  readonly deadline: number;
}

const firstPause = 50;
const longestPause = 1000;

/** Waits until an object is gone. Returns what is left of it at the deadline: its finalizers say who holds it. */
export async function waitUntilGone(dying: DyingObject, settings: GoneSettings): Promise<KubeMetadata | undefined> {
  const { client, clock, deadline } = settings;
  const { resource, name, namespace, uid } = dying;
  for (const next of growingPauses(firstPause, longestPause)) {
    const path = resourcePath(resource, { namespace, name });
    const answer = await client.send({ method: 'GET', path, accept: metadataOnly });
    if (!answer.ok && answer.status === 404) return undefined;
    if (!answer.ok) throw toRefusalError(answer, { kind: resource.kind, name, ...(namespace && { namespace }) });
    const { metadata } = answer.object;
    if (metadata.uid !== uid) return undefined;
    if (clock.now() >= deadline) return metadata;
    await pause(settings, next);
  }
  return undefined;
}

/** What is left of an object, for people. */
export function describeRemains({ resource, name }: DyingObject, { finalizers = [] }: KubeMetadata): string {
  const holders = finalizers.length === 0 ? 'it is still ending' : `held by ${finalizers.join(', ')}`;
  return `${resource.kind} ${name}: ${holders}`;
}
