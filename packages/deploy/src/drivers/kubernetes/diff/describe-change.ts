import type { ObjectChange, ReleasedObject } from '@slipway/kit';
import type { KubeObject } from '../kube-object.ts';

/** What identifies an object, for people. */
export function toReleased({ kind, metadata: { name, namespace } }: KubeObject): ReleasedObject {
  return { kind, name, ...(namespace === undefined ? {} : { namespace }) };
}

const verbs: Readonly<Record<ObjectChange['change'], string>> = {
  created: 'create',
  configured: 'configure',
  unchanged: 'leave unchanged',
  deleted: 'delete',
  kept: 'keep',
};

/** `configure Deployment orders in namespace dev`: what would become of an object, after «Would». */
export function describeChange({ change, kind, name, namespace }: ObjectChange): string {
  return `${verbs[change]} ${kind} ${name}${namespace === undefined ? '' : ` in namespace ${namespace}`}`;
}
