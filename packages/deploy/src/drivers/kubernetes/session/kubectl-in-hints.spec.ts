import { SlipwayError } from '@slipway/kit';
import { expect, it } from 'vitest';
import { hintingAt } from './kubectl-in-hints.ts';

const place = { contextName: 'prod/eu west', kubeconfig: undefined };
const hintOf = async (hint: string | undefined): Promise<string | undefined> => {
  const content = { code: 'ROLLOUT_CRASHED', summary: 'It crashed.', details: ['At once.'], state: 'Half is there.' };
  const error = new SlipwayError({ ...content, code: 'ROLLOUT_CRASHED', ...(hint === undefined ? {} : { hint }) });
  const thrown = await hintingAt(place, () => Promise.reject(error)).catch((caught: unknown) => caught as SlipwayError);
  expect(thrown).toMatchObject(content);
  return thrown.hint;
};

it.each([
  [
    '`kubectl -n shop logs orders-1 -c app --previous` shows more.',
    "`kubectl --context 'prod/eu west' -n shop logs orders-1 -c app --previous` shows more.",
  ],
  ['Make it: kubectl create namespace shop', "Make it: kubectl --context 'prod/eu west' create namespace shop"],
  ['Take over what kubectl applied with --adopt.', 'Take over what kubectl applied with --adopt.'],
  ['See what is there: kubectl config view', 'See what is there: kubectl config view'],
])('%s', async (hint, expected) => {
  expect(await hintOf(hint)).toBe(expected);
});

it('leaves an error without a hint as it is, and one that is not ours', async () => {
  expect(await hintOf(undefined)).toBeUndefined();
  const foreign = new Error('kubectl get nodes');
  await expect(hintingAt(place, () => Promise.reject(foreign))).rejects.toBe(foreign);
});
