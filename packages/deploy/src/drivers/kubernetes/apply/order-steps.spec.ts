import { expect, it } from 'vitest';
import { isWorkload, orderSteps } from './order-steps.ts';

const kind = (apiVersion: string, name: string) => ({ apiVersion, kind: name });

it('puts first what others need', () => {
  const items = [
    kind('admissionregistration.k8s.io/v1', 'ValidatingWebhookConfiguration'),
    kind('example.test/v1', 'Boat'),
    kind('networking.k8s.io/v1', 'Ingress'),
    kind('apps/v1', 'Deployment'),
    kind('batch/v1', 'Job'),
    kind('v1', 'Service'),
    kind('rbac.authorization.k8s.io/v1', 'RoleBinding'),
    kind('rbac.authorization.k8s.io/v1', 'Role'),
    kind('v1', 'Secret'),
    kind('apiextensions.k8s.io/v1', 'CustomResourceDefinition'),
    kind('v1', 'Namespace'),
  ];
  const steps = orderSteps(items, (item) => item).map((step) => step.map((item) => item.kind));
  expect(steps).toEqual([
    ['Namespace'],
    ['CustomResourceDefinition'],
    ['Role', 'Secret'],
    ['RoleBinding'],
    ['Service'],
    ['Deployment', 'Job'],
    ['Ingress'],
    ['Boat'],
    ['ValidatingWebhookConfiguration'],
  ]);
});

it('takes a kind of the same name in another group for another kind', () => {
  const items = [kind('serving.knative.dev/v1', 'Service'), kind('apps/v1', 'Deployment')];
  expect(orderSteps(items, (item) => item).map(([item]) => item?.apiVersion)).toEqual([
    'apps/v1',
    'serving.knative.dev/v1',
  ]);
  expect([kind('apps/v1', 'Deployment'), kind('x.test/v1', 'Deployment')].map(isWorkload)).toEqual([true, false]);
});
