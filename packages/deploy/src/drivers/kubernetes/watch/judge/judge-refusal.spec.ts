import { describe, expect, it } from 'vitest';
import { judgeRefusal } from './judge-refusal.ts';
import { parseQuantity } from './parse-quantity.ts';

const quota = (requested: string, limited: string) =>
  `exceeded quota: q, requested: ${requested}, used: requests.cpu=1,requests.memory=768Mi, limited: ${limited}`;

const rows = [
  ['violates PodSecurity "restricted:latest": allowPrivilegeEscalation != false', 'certain'],
  ['failed quota: q: must specify requests.memory for: app', 'certain'],
  [quota('requests.memory=2Gi', 'requests.memory=1Gi'), 'certain'],
  [quota('requests.cpu=100m,requests.memory=2Gi', 'requests.cpu=2,requests.memory=1Gi'), 'certain'],
  [quota('requests.memory=512Mi', 'requests.memory=1Gi'), 'healing'],
  [quota('requests.cpu=900m,requests.memory=1Gi', 'requests.cpu=1,requests.memory=1024Mi'), 'healing'],
  ['error looking up service account dev/gone: serviceaccount "gone" not found', 'suspect'],
  ['no PriorityClass with name gone was found', 'suspect'],
  ['pod rejected: RuntimeClass "gone" not found', 'suspect'],
  ['admission webhook "policy.example" denied the request: no latest tags', 'certain'],
  ["ValidatingAdmissionPolicy 'p' with binding 'b' denied request: no", 'certain'],
  ['Internal error occurred: failed calling webhook "policy.example": context deadline exceeded', 'healing'],
  ['maximum memory usage per Container is 1Gi, but limit is 2Gi', 'certain'],
  ['Pod "orders-0" is invalid: spec.containers[0].image: Required value', 'certain'],
  ['something nobody has seen yet', 'suspect'],
] as const;

describe('judgeRefusal', () => {
  it.each(rows)('%s', (message, grade) => {
    expect(judgeRefusal(message)).toMatchObject({
      grade,
      code: 'ROLLOUT_REFUSED',
      text: `is refused pods: ${message}`,
    });
  });

  it.each([
    ['a condition', 'pods "orders-abc" is forbidden: violates PodSecurity "x": y'],
    [
      'an event of a StatefulSet',
      'create Pod orders-0 in StatefulSet orders failed error: pods "orders-0" is forbidden: violates PodSecurity "x": y',
    ],
    ['an event of others', 'Error creating: pods "orders-x" is forbidden: violates PodSecurity "x": y'],
    [
      'an event told often',
      '(combined from similar events): Error creating: pods "orders-x" is forbidden: violates PodSecurity "x": y',
    ],
  ])('finds the cause in %s', (_title, message) => {
    expect(judgeRefusal(message).text).toBe('is refused pods: violates PodSecurity "x": y');
  });
});

describe('parseQuantity', () => {
  it.each([
    ['2', 2],
    ['1500m', 1.5],
    ['1Gi', 2 ** 30],
    ['1G', 1e9],
    ['0.5Ki', 512],
    ['1e3', 1000],
    ['2E', 2e18],
    ['', undefined],
    ['x', undefined],
    ['1Zi', undefined],
  ])('%s', (text, number) => {
    expect(parseQuantity(text)).toBe(number);
  });
});
