import type { ErrorCode } from '@slipway/kit';
import { expect, it } from 'vitest';
import type { KubeRefusal } from './kube-client.ts';
import { toRefusalError } from './refusal-error.ts';

const about = { kind: 'Deployment', name: 'orders', namespace: 'dev' };
const refused = (status: number, content: Partial<KubeRefusal>): KubeRefusal => ({
  status,
  reason: '',
  message: '',
  causes: [],
  details: {},
  ...content,
});
const cause = (reason: string, message: string, field: string) => ({ reason, message, field });

interface Row {
  readonly name: string;
  readonly refusal: KubeRefusal;
  readonly code: ErrorCode;
  readonly summary: string;
  readonly details?: readonly string[];
  readonly hint?: RegExp;
}

const rows: readonly Row[] = [
  {
    name: 'an unknown field',
    refusal: refused(500, {
      message:
        'failed to create typed patch object (dev/orders; apps/v1, Kind=Deployment): errors:\n  .spec.repliacs: field not declared in schema\n  .spec.x: field not declared in schema',
    }),
    code: 'APPLY_INVALID',
    summary: 'The cluster refuses Deployment dev/orders: it is not valid.',
    details: ['.spec.repliacs: field not declared in schema', '.spec.x: field not declared in schema'],
  },
  {
    name: 'one unknown field',
    refusal: refused(500, {
      message:
        'failed to create typed patch object (dev/orders; apps/v1, Kind=Deployment): .spec.x: field not declared in schema',
    }),
    code: 'APPLY_INVALID',
    summary: 'The cluster refuses Deployment dev/orders: it is not valid.',
    details: ['.spec.x: field not declared in schema'],
  },
  {
    name: 'a wrong value',
    refusal: refused(422, {
      reason: 'Invalid',
      message: 'Deployment.apps "orders" is invalid: spec.replicas: Invalid value: -1: must be positive',
      causes: [cause('FieldValueInvalid', 'Invalid value: -1: must be positive', 'spec.replicas')],
    }),
    code: 'APPLY_INVALID',
    summary: 'The cluster refuses Deployment dev/orders: it is not valid.',
    details: ['spec.replicas: Invalid value: -1: must be positive'],
  },
  {
    name: 'a field that cannot change',
    refusal: refused(422, {
      reason: 'Invalid',
      causes: [cause('FieldValueInvalid', `Invalid value: ${'x'.repeat(5000)}: field is immutable`, 'spec.selector')],
    }),
    code: 'APPLY_INVALID',
    summary: 'The cluster refuses Deployment dev/orders: a field of it cannot be changed.',
    hint: /another name, or delete it first: kubectl delete deployment orders --namespace dev$/,
  },
  {
    name: 'an object that is too large',
    refusal: refused(413, { reason: 'RequestEntityTooLarge', message: 'Request entity too large: limit is 3145728' }),
    code: 'APPLY_INVALID',
    summary: 'The cluster refuses Deployment dev/orders: it is not valid.',
    details: ['Request entity too large: limit is 3145728'],
    hint: /3 MiB/,
  },
  {
    name: 'fields of others',
    refusal: refused(409, {
      reason: 'Conflict',
      causes: [
        cause('FieldManagerConflict', 'conflict with "kubectl-set" using apps/v1', '.spec.template'),
        cause(
          'FieldManagerConflict',
          'conflict with "kube-controller-manager" with subresource "scale" using apps/v1',
          '.spec.replicas',
        ),
      ],
    }),
    code: 'APPLY_CONFLICT',
    summary: 'Fields of Deployment dev/orders belong to another manager.',
    details: [
      '.spec.template belongs to kubectl-set',
      '.spec.replicas belongs to kube-controller-manager (through scale)',
    ],
    hint: /--force-conflicts/,
  },
  {
    name: 'a change by somebody else',
    refusal: refused(409, {
      reason: 'Conflict',
      message: 'Operation cannot be fulfilled on x: the object has been modified',
    }),
    code: 'APPLY_CONFLICT',
    summary: 'Deployment dev/orders was changed by somebody else meanwhile.',
  },
  {
    name: 'something that exists',
    refusal: refused(409, { reason: 'AlreadyExists', message: 'secrets "x" already exists' }),
    code: 'APPLY_CONFLICT',
    summary: 'Deployment dev/orders exists already.',
  },
  {
    name: 'a webhook that says no',
    refusal: refused(400, { message: 'admission webhook "policy.example" denied the request: no latest tag' }),
    code: 'APPLY_DENIED',
    summary: 'A policy of the cluster (policy.example) refuses Deployment dev/orders.',
    details: ['no latest tag'],
  },
  {
    name: 'a policy of the server',
    refusal: refused(422, {
      reason: 'Invalid',
      message: "ValidatingAdmissionPolicy 'p' with binding 'b' denied request: too many replicas",
    }),
    code: 'APPLY_DENIED',
    summary: 'A policy of the cluster (p) refuses Deployment dev/orders.',
    details: ['too many replicas'],
  },
  {
    name: 'a quota',
    refusal: refused(403, {
      reason: 'Forbidden',
      message: 'pods "x" is forbidden: exceeded quota: q, requested: pods=1, used: pods=1, limited: pods=1',
    }),
    code: 'APPLY_DENIED',
    summary: 'The cluster does not allow Deployment dev/orders.',
  },
  {
    name: 'a missing right in a namespace',
    refusal: refused(403, {
      reason: 'Forbidden',
      message:
        'deployments.apps "orders" is forbidden: User "system:serviceaccount:ci:bot" cannot patch resource "deployments" in API group "apps" in the namespace "dev"',
    }),
    code: 'CLUSTER_FORBIDDEN',
    summary: 'system:serviceaccount:ci:bot may not patch deployments (apps) in the namespace dev.',
    details: ['- {apiGroups: ["apps"], resources: ["deployments"], verbs: ["create", "patch"]}'],
    hint: / a Role /,
  },
  {
    name: 'a missing right in the cluster',
    refusal: refused(403, {
      reason: 'Forbidden',
      message: 'nodes is forbidden: User "ci" cannot list resource "nodes" in API group "" at the cluster scope',
    }),
    code: 'CLUSTER_FORBIDDEN',
    summary: 'ci may not list nodes of the whole cluster.',
    details: ['- {apiGroups: [""], resources: ["nodes"], verbs: ["list"]}'],
    hint: / a ClusterRole /,
  },
  {
    name: 'a role that grants too much',
    refusal: refused(403, {
      reason: 'Forbidden',
      message:
        'roles "x" is forbidden: user "ci" is attempting to grant RBAC permissions not currently held:\n{APIGroups:["*"]}',
    }),
    code: 'CLUSTER_FORBIDDEN',
    summary: 'Deployment dev/orders would grant rights that this user has not.',
  },
  {
    name: 'a namespace that is not there',
    refusal: refused(404, {
      reason: 'NotFound',
      message: 'namespaces "dev" not found',
      details: { kind: 'namespaces', name: 'dev' },
    }),
    code: 'NAMESPACE_MISSING',
    summary: 'There is no namespace dev.',
    hint: /kubectl create namespace dev$/,
  },
  {
    name: 'a namespace that goes away',
    refusal: refused(403, {
      reason: 'Forbidden',
      message: 'unable to create new content in namespace dev because it is being terminated',
      causes: [cause('NamespaceTerminating', 'namespace dev is being terminated', 'metadata.namespace')],
    }),
    code: 'NAMESPACE_MISSING',
    summary: 'The namespace of Deployment dev/orders is being deleted.',
    hint: /kubectl wait --for=delete namespace\/dev$/,
  },
  {
    name: 'a group that is not served',
    refusal: refused(404, { message: '404 page not found' }),
    code: 'APPLY_KIND_UNKNOWN',
    summary: 'The cluster does not know the kind of Deployment dev/orders.',
  },
  {
    name: 'a kind that is not served',
    refusal: refused(404, { reason: 'NotFound', message: 'the server could not find the requested resource' }),
    code: 'APPLY_KIND_UNKNOWN',
    summary: 'The cluster does not know the kind of Deployment dev/orders.',
  },
  {
    name: 'an object that is not there',
    refusal: refused(404, { reason: 'NotFound', message: 'pods "x" not found', details: { kind: 'pods', name: 'x' } }),
    code: 'CLUSTER_FAILED',
    summary: 'The cluster does not find Deployment dev/orders.',
  },
  {
    name: 'a webhook that cannot be called',
    refusal: refused(500, {
      reason: 'InternalError',
      message: 'Internal error occurred: failed calling webhook "w.example": context deadline exceeded',
    }),
    code: 'CLUSTER_FAILED',
    summary: 'The cluster cannot reach its webhook w.example, which has to allow Deployment dev/orders.',
  },
  {
    name: 'anything else',
    refusal: refused(405, { reason: 'MethodNotAllowed', message: 'not allowed' }),
    code: 'CLUSTER_FAILED',
    summary: 'The cluster failed at Deployment dev/orders: it answered 405.',
  },
];

it.each(rows)('$name', ({ refusal, code, summary, details, hint }) => {
  const error = toRefusalError(refusal, about, 'Nothing was applied.');
  expect(error).toMatchObject({ code, summary, state: 'Nothing was applied.' });
  if (details !== undefined) expect(error.details).toEqual(details);
  if (hint !== undefined) expect(error.hint).toMatch(hint);
  expect(error.message.length).toBeLessThan(1000);
});

it('says nothing of the state where nobody knows it', () => {
  expect(toRefusalError(refused(409, {}), { kind: 'Node', name: 'a' }).state).toBeUndefined();
});
