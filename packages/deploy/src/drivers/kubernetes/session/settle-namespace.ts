import { SlipwayError, type DeployTarget } from '@slipway/kit';
import type { KubeObject } from '../kube-object.ts';

/**
 * The namespace of a release: the environment's, else the only one that its objects name, else the context's.
 * Throws ENVIRONMENT_INVALID where that leaves a choice, or where the manifests are for another namespace.
 */
export function settleNamespace(
  objects: readonly KubeObject[],
  { environment, namespace }: DeployTarget,
  contextNamespace: string | undefined,
): string {
  const named = [...new Set(objects.flatMap(({ metadata }) => metadata.namespace ?? []))].sort();
  if (namespace !== undefined) {
    const isElsewhere = named.length > 0 && objects.every(({ metadata }) => metadata.namespace !== namespace);
    const needsPlace = objects.some(({ kind, metadata }) => metadata.namespace === undefined && kind !== 'Namespace');
    if (isElsewhere && !needsPlace) throw elsewhere(environment, namespace, named);
    return namespace;
  }
  if (named.length > 1) throw severalNamespaces(environment, named);
  return named[0] ?? contextNamespace ?? 'default';
}

function severalNamespaces(environment: string, named: readonly string[]): SlipwayError {
  return new SlipwayError({
    code: 'ENVIRONMENT_INVALID',
    summary: `Environment ${environment} names no namespace, and the manifests name ${named.length}: ${named.join(', ')}.`,
    details: ['A release keeps its records in one namespace.'],
    state: 'Nothing was applied.',
    hint: `Say which one: --namespace=${named[0] ?? ''}, or "namespace" of the environment ${environment} in nx.json.`,
  });
}

function elsewhere(environment: string, namespace: string, named: readonly string[]): SlipwayError {
  return new SlipwayError({
    code: 'ENVIRONMENT_INVALID',
    summary: `Environment ${environment} is for namespace ${namespace}, and its manifests are all for ${named.join(', ')}.`,
    state: 'Nothing was applied.',
    hint: `Take the namespace out of the overlay, or set "namespace" of the environment ${environment} in nx.json to ${named[0] ?? ''}.`,
  });
}
