import { SlipwayError } from '@slipway/kit';
import { describe, expect, it } from 'vitest';
import type { AppliedObject } from '../apply/applied.ts';
import type { RecordEntry } from '../history/stored-release.ts';
import { describeState, type Progress } from './failure-state.ts';

const current: RecordEntry = {
  ...{ name: 'slipway.orders.v3', revision: 3, state: 'deployed' },
  ...{ images: [], fingerprint: '', created: '', resourceVersion: '1' },
};
const applied = (
  kind: string,
  change: AppliedObject['change'],
  spec: Readonly<Record<string, unknown>> = {},
): AppliedObject => ({
  object: {
    apiVersion: 'apps/v1',
    kind,
    metadata: { name: 'orders' },
    spec: kind === 'ConfigMap' ? {} : { template: { spec: {} }, ...spec },
  },
  resource: { apiVersion: 'apps/v1', kind, plural: `${kind.toLowerCase()}s`, namespaced: true },
  change,
});
const failed = new SlipwayError({ code: 'ROLLOUT_CRASHED', summary: 'It crashed.' });
const state = (progress: Partial<Progress>, error: unknown = failed) =>
  describeState({ stage: 'watching', applied: [], total: 2, current, ...progress }, error);

describe('what state things are in after a failure', () => {
  it('is that the old pods stay, where only rolling Deployments changed', () => {
    expect(state({ applied: [applied('ConfigMap', 'configured'), applied('Deployment', 'configured')] })).toBe(
      '2 of 2 objects were applied. The previous release (revision 3) still serves: its pods stay until the new ones are ready.',
    );
  });

  it.each([
    {
      name: 'a Deployment that is recreated',
      object: applied('Deployment', 'configured', { strategy: { type: 'Recreate' } }),
    },
    { name: 'a StatefulSet', object: applied('StatefulSet', 'configured') },
    { name: 'a DaemonSet', object: applied('DaemonSet', 'configured') },
  ])('promises nothing for the pods of $name', ({ object }) => {
    expect(state({ applied: [object] })).toContain('Pods of the previous release (revision 3) may be gone already.');
  });

  it('is that pods go on where none of them was touched', () => {
    expect(state({ applied: [applied('ConfigMap', 'configured'), applied('StatefulSet', 'unchanged')] })).toContain(
      'The pods of the previous release (revision 3) go on as they were.',
    );
  });

  it('keeps what the apply says of itself', () => {
    const error = new SlipwayError({
      code: 'APPLY_INVALID',
      summary: 'No.',
      state: 'Of 2 objects 1 were applied, 1 failed.',
    });
    expect(state({ stage: 'applying', applied: [applied('Deployment', 'configured')] }, error)).toMatch(
      /^Of 2 objects 1 were applied, 1 failed\. The previous release/,
    );
  });

  it('is nothing at all before the first object', () => {
    expect(state({ stage: 'starting' })).toBe('Nothing was applied. The previous release (revision 3) still serves.');
    expect(state({ stage: 'starting', current: undefined })).toBe('Nothing was applied.');
  });

  it('names no earlier release where there is none', () => {
    expect(state({ applied: [applied('Deployment', 'created')], current: undefined })).toBe(
      '1 of 2 objects were applied. There is no earlier release.',
    );
  });

  it('is that the release runs, once it does', () => {
    expect(state({ stage: 'pruning' })).toMatch(/^Everything was applied and is ready/);
  });
});
