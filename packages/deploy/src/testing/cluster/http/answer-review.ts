import type { ClusterState } from '../cluster-state.ts';
import { readText } from '../objects/json.ts';
import { jsonReply, type Reply, type SeenRequest } from './kube-http.ts';

const verbs = ['create', 'delete', 'get', 'list', 'patch', 'update', 'watch'];

/** Answers questions of a user about themselves. Undefined for other paths. */
export function answerReview({ method, path, body }: SeenRequest, state: ClusterState): Reply | undefined {
  const resource = /^\/apis\/auth\w+\.k8s\.io\/v1\/(selfsubject\w*reviews)$/.exec(path)?.[1];
  if (method !== 'POST' || resource === undefined) return undefined;
  const review = JSON.parse(body) as { readonly spec?: object };
  return jsonReply(201, { ...review, status: statusOf(resource, review.spec ?? {}, state) });
}

function statusOf(resource: string, spec: object, { kinds, rights }: ClusterState): object {
  if (resource === 'selfsubjectreviews')
    return { userInfo: { username: rights.user, groups: ['system:authenticated'] } };
  if (resource === 'selfsubjectaccessreviews') {
    const attributes = (field: string): string => readText(spec, 'resourceAttributes', field);
    const namespace = attributes('namespace');
    const subresource = attributes('subresource');
    const allowed = rights.isAllowed({
      verb: attributes('verb'),
      kind: { plural: attributes('resource'), group: attributes('group') },
      ...(subresource === '' ? {} : { subresource }),
      ...(namespace === '' ? {} : { namespace }),
    });
    return { allowed };
  }
  const namespace = readText(spec, 'namespace');
  const allowed = (kind: (typeof kinds.all)[number], subresource?: string): readonly string[] =>
    verbs.filter((verb) =>
      rights.isAllowed({ verb, kind, namespace, ...(subresource === undefined ? {} : { subresource }) }),
    );
  const resourceRules = kinds.all.flatMap((kind) => {
    const rule = (plural: string, granted: readonly string[]): object[] =>
      granted.length === 0 ? [] : [{ verbs: granted, apiGroups: [kind.group], resources: [plural] }];
    const logs = kind.plural === 'pods' ? rule('pods/log', allowed(kind, 'log')) : [];
    return [...rule(kind.plural, allowed(kind)), ...logs];
  });
  return { resourceRules, nonResourceRules: [], incomplete: false };
}
