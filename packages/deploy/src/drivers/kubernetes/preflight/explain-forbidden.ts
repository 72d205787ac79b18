import { isSlipwayError, SlipwayError } from '@slipway/kit';
import type { KubeClient } from '../api/kube-client.ts';
import { formatRoleRules } from '../api/role-rule.ts';
import { missingRights } from './missing-rights.ts';
import type { NamespacedRight } from './needed-rights.ts';

/** What was to be done when an account was refused. */
export interface ForbiddenSettings {
  readonly client: KubeClient;
  readonly release: string;
  readonly needed: readonly NamespacedRight[];
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
    const namespaces = [...new Set(missing.map(({ namespace }) => namespace))];
    const name = `slipway-${settings.release}`;
    return new SlipwayError({
      code: error.code,
      summary: error.summary,
      details: namespaces.flatMap((namespace) => [
        ...['---', 'apiVersion: rbac.authorization.k8s.io/v1', 'kind: Role'],
        ...[`metadata: {name: ${name}, namespace: ${namespace}}`, 'rules:'],
        ...formatRoleRules(missing.filter((right) => right.namespace === namespace)),
      ]),
      ...(error.state === undefined ? {} : { state: error.state }),
      hint: [
        'The Roles above hold every right that is missing. Let somebody who may apply them, and bind them:',
        ...namespaces.map((namespace) => bindCommand(name, namespace, account)),
      ].join('\n  '),
      cause: error,
    });
  } catch {
    // The refusal is what the user has to know; that it could not be explained better is not.
    return error;
  }
}

function bindCommand(name: string, namespace: string, account: string | undefined): string {
  const [, serviceAccount] = /^system:serviceaccount:(.+)$/.exec(account ?? '') ?? [];
  const subject = serviceAccount === undefined ? `--user=${account ?? 'NAME'}` : `--serviceaccount=${serviceAccount}`;
  return `kubectl create rolebinding ${name} --role=${name} ${subject} --namespace=${namespace}`;
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
