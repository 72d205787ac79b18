import { isSlipwayError, SlipwayError } from '@slipway/kit';
import type { KubeClient } from '../api/kube-client.ts';
import { missingRights } from './missing-rights.ts';
import type { Right } from './needed-rights.ts';

/** What was to be done when an account was refused. */
export interface ForbiddenSettings {
  readonly client: KubeClient;
  readonly release: string;
  readonly needed: readonly Right[];
}

/**
 * Makes of the first refusal an error that names every right that is missing, as Roles ready to apply.
 * Asked only once something was refused, so that a release that may do all pays nothing. Any other error stays as it is.
 */
export async function explainForbidden(error: unknown, settings: ForbiddenSettings): Promise<unknown> {
  if (!isSlipwayError(error) || error.code !== 'CLUSTER_FORBIDDEN') return error;
  try {
    const missing = await missingRights(settings.client, settings.needed);
    if (missing === undefined || missing.length === 0) return error;
    const account = await readAccount(settings.client);
    return new SlipwayError({
      code: error.code,
      summary: error.summary,
      details: describe(missing),
      ...(error.state === undefined ? {} : { state: error.state }),
      hint: [
        'Let somebody who may apply this, so that everything is allowed at once:',
        ...toRoles(missing, `slipway-${settings.release}`, account),
      ].join('\n'),
      cause: error,
    });
  } catch {
    // The refusal is what the user has to know; that it could not be explained better is not.
    return error;
  }
}

function describe(missing: readonly Right[]): readonly string[] {
  return grouped(missing).map(
    ({ namespace, group, resource, verbs }) =>
      `Not allowed in namespace ${namespace}: ${verbs.join(', ')} ${group === '' ? resource : `${resource}.${group}`}`,
  );
}

function toRoles(missing: readonly Right[], name: string, account: string | undefined): readonly string[] {
  const namespaces = [...new Set(missing.map(({ namespace }) => namespace))];
  return namespaces.flatMap((namespace) => [
    '---',
    'apiVersion: rbac.authorization.k8s.io/v1',
    'kind: Role',
    `metadata: { name: ${name}, namespace: ${namespace} }`,
    'rules:',
    ...grouped(missing.filter((right) => right.namespace === namespace)).map(
      ({ group, resource, verbs }) =>
        `  - { apiGroups: ["${group}"], resources: ["${resource}"], verbs: [${verbs.map((verb) => `"${verb}"`).join(', ')}] }`,
    ),
    ...(account === undefined ? [] : toBinding(name, namespace, account)),
  ]);
}

function toBinding(name: string, namespace: string, account: string): readonly string[] {
  const [, serviceNamespace, serviceAccount] = /^system:serviceaccount:([^:]+):([^:]+)$/.exec(account) ?? [];
  return [
    '---',
    'apiVersion: rbac.authorization.k8s.io/v1',
    'kind: RoleBinding',
    `metadata: { name: ${name}, namespace: ${namespace} }`,
    `roleRef: { apiGroup: rbac.authorization.k8s.io, kind: Role, name: ${name} }`,
    serviceNamespace === undefined || serviceAccount === undefined
      ? `subjects: [{ apiGroup: rbac.authorization.k8s.io, kind: User, name: ${JSON.stringify(account)} }]`
      : `subjects: [{ kind: ServiceAccount, name: ${serviceAccount}, namespace: ${serviceNamespace} }]`,
  ];
}

function grouped(
  rights: readonly Right[],
): readonly (Pick<Right, 'namespace' | 'group' | 'resource'> & { readonly verbs: readonly string[] })[] {
  const groups = Map.groupBy(rights, ({ namespace, group, resource }) => JSON.stringify([namespace, group, resource]));
  return [...groups.values()].flatMap((members) => {
    const [first] = members;
    return first === undefined ? [] : [{ ...first, verbs: members.map(({ verb }) => verb) }];
  });
}

async function readAccount(client: KubeClient): Promise<string | undefined> {
  const answer = await client.send({
    method: 'POST',
    path: '/apis/authentication.k8s.io/v1/selfsubjectreviews',
    contentType: 'application/json',
    body: { apiVersion: 'authentication.k8s.io/v1', kind: 'SelfSubjectReview' },
  });
  if (!answer.ok) return undefined;
  const status = answer.object['status'] as { readonly userInfo?: { readonly username?: string } } | undefined;
  return status?.userInfo?.username;
}
