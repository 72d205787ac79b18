import type { KubeClient } from '../api/kube-client.ts';
import type { NamespacedRight } from './needed-rights.ts';

/** A rule of a `SelfSubjectRulesReview`. */
interface ResourceRule {
  readonly verbs: readonly string[];
  readonly apiGroups?: readonly string[];
  readonly resources?: readonly string[];
  readonly resourceNames?: readonly string[];
}

/**
 * The rights that the account lacks, by one question per namespace.
 * `undefined` where the API server cannot tell: another authorizer than RBAC has a say.
 */
export async function missingRights(
  client: KubeClient,
  needed: readonly NamespacedRight[],
): Promise<readonly NamespacedRight[] | undefined> {
  const namespaces = [...new Set(needed.map(({ namespace }) => namespace))];
  const missing = await Promise.all(
    namespaces.map(async (namespace) => {
      const rules = await readRules(client, namespace);
      return rules && needed.filter((right) => right.namespace === namespace && !isAllowed(rules, right));
    }),
  );
  const known = missing.filter((rights) => rights !== undefined);
  return known.length === missing.length ? known.flat() : undefined;
}

async function readRules(client: KubeClient, namespace: string): Promise<readonly ResourceRule[] | undefined> {
  // A question in the form of a POST: nothing is stored.
  const answer = await client.send({
    method: 'POST',
    path: '/apis/authorization.k8s.io/v1/selfsubjectrulesreviews',
    contentType: 'application/json',
    body: { apiVersion: 'authorization.k8s.io/v1', kind: 'SelfSubjectRulesReview', spec: { namespace } },
  });
  if (!answer.ok) return undefined;
  const status = answer.object['status'] as
    { readonly incomplete?: boolean; readonly resourceRules?: readonly ResourceRule[] } | undefined;
  return status?.incomplete === false ? (status.resourceRules ?? []) : undefined;
}

function isAllowed(rules: readonly ResourceRule[], { group, resource, verb }: NamespacedRight): boolean {
  const subresource = resource.split('/')[1];
  const resources = ['*', resource, ...(subresource === undefined ? [] : [`*/${subresource}`])];
  return rules.some(
    (rule) =>
      has(rule.verbs, ['*', verb]) &&
      has(rule.apiGroups, ['*', group]) &&
      has(rule.resources, resources) &&
      // A rule for single names is none for whatever comes to be in a set.
      (rule.resourceNames ?? []).length === 0,
  );
}

function has(values: readonly string[] | undefined, wanted: readonly string[]): boolean {
  return (values ?? []).some((value) => wanted.includes(value));
}
