import { afterEach, describe, expect, it } from 'vitest';
import {
  autoscaler,
  changesOf,
  configMap,
  deployment,
  failureOf,
  linesOf,
  startReleaseBed,
  type ReleaseBed,
} from './release-bed.spec.support.ts';

let bed: ReleaseBed;
afterEach(() => bed.close());

const web = { kind: 'Deployment', namespace: 'dev', name: 'web' } as const;

function replicas(): unknown {
  return (bed.cluster.get(web)?.['spec'] as { replicas?: number }).replicas;
}

function scale(number: number): void {
  bed.cluster.edit(web, (object) => ({ ...object, spec: { ...(object['spec'] as object), replicas: number } }), {
    manager: 'kube-controller-manager',
    subresource: 'scale',
  });
}

/** Every number of replicas that the Deployment ever had. */
async function watchReplicas(action: () => Promise<unknown>): Promise<readonly unknown[]> {
  const seen = new Set([replicas()]);
  bed.cluster.clearRequests();
  await action();
  for (const { path, body } of bed.cluster.mutations) {
    if (path.endsWith('/deployments/web'))
      seen.add((JSON.parse(body) as { spec: { replicas?: number } }).spec.replicas);
  }
  return [...seen.add(replicas())].filter((number) => number !== undefined);
}

describe('an autoscaler joins the set', () => {
  it('and the number that runs stays, and is nobody we would fight with', async () => {
    bed = await startReleaseBed();
    await bed.apply([deployment('web', 3)]);
    expect(await watchReplicas(() => bed.apply([deployment('web', 5), autoscaler('web')]))).toEqual([3]);
    expect(linesOf(bed.cluster).filter((line) => line.endsWith('deployments/web'))).toEqual([
      'GET deployments/web',
      'PATCH deployments/web',
      'PATCH deployments/web',
    ]);
    scale(7);
    bed.cluster.clearRequests();
    expect(changesOf(await bed.apply([deployment('web', 5), autoscaler('web')]))).toEqual([
      'Deployment web unchanged',
      'HorizontalPodAutoscaler web unchanged',
    ]);
    expect(linesOf(bed.cluster).filter((line) => line.endsWith('deployments/web'))).toEqual(['PATCH deployments/web']);
    expect(replicas()).toBe(7);
  });

  it('after the number was changed by hand, which is then no conflict', async () => {
    bed = await startReleaseBed();
    await bed.apply([deployment('web', 3)]);
    scale(4);
    expect(await failureOf(bed.apply([deployment('web', 3)]))).toMatchObject({
      code: 'APPLY_CONFLICT',
      details: ['.spec.replicas belongs to kube-controller-manager (through scale)'],
    });
    await bed.apply([deployment('web', 3), autoscaler('web')]);
    expect(replicas()).toBe(4);
  });

  it('while somebody scales in the same moment', async () => {
    bed = await startReleaseBed();
    await bed.apply([deployment('web', 3)]);
    const send = bed.client.send;
    let count = 0;
    const client = {
      ...bed.client,
      async send(request: Parameters<typeof send>[0]) {
        const answer = await send(request);
        count += request.method === 'GET' && request.path.endsWith('/deployments/web') ? 1 : 0;
        if (request.method === 'GET' && request.path.endsWith('/deployments/web') && count === 1) scale(6);
        return answer;
      },
    };
    await bed.apply([deployment('web', 3), autoscaler('web')], { client });
    expect(count).toBe(2);
    expect(replicas()).toBe(6);
  });

  it('and never by force', async () => {
    bed = await startReleaseBed();
    await bed.apply([deployment('web', 3), autoscaler('web')]);
    scale(8);
    await bed.apply([deployment('web', 3), autoscaler('web')], { forceConflicts: true });
    expect(replicas()).toBe(8);
  });
});

describe('a new workload with an autoscaler', () => {
  it('starts with the number of its manifest, at no further request', async () => {
    bed = await startReleaseBed();
    await bed.apply([deployment('web', 4), autoscaler('web')]);
    expect(replicas()).toBe(4);
    expect(bed.cluster.requests).toHaveLength(2 + 2 + 2);
  });

  it('keeps its number where it was there, but of no set', async () => {
    bed = await startReleaseBed();
    bed.cluster.create({ ...deployment('web', 2), metadata: { name: 'web', namespace: 'dev' } });
    scale(6);
    await bed.apply([deployment('web', 4), autoscaler('web')]);
    expect(replicas()).toBe(6);
  });
});

describe('a manifest that names no number any more', () => {
  it('leaves the one that runs', async () => {
    bed = await startReleaseBed();
    await bed.apply([deployment('web', 3)]);
    expect(await watchReplicas(() => bed.apply([deployment('web')]))).toEqual([3]);
  });

  it('and takes it back when it names one again', async () => {
    bed = await startReleaseBed();
    await bed.apply([deployment('web', 3)]);
    await bed.apply([deployment('web')]);
    expect(changesOf(await bed.apply([deployment('web', 5)]))).toEqual(['Deployment web configured']);
    expect(replicas()).toBe(5);
  });
});

it('of a Deployment of another namespace or of none, an autoscaler changes nothing', async () => {
  bed = await startReleaseBed();
  const other = { ...autoscaler('web'), metadata: { name: 'web', namespace: 'other' } };
  const aimless = { ...autoscaler('x'), spec: { maxReplicas: 3, scaleTargetRef: { kind: 'Deployment', name: 'x' } } };
  await bed.apply([deployment('web', 3), other, aimless, configMap('a')]);
  await bed.apply([deployment('web', 2), other, aimless, configMap('a')]);
  expect(replicas()).toBe(2);
});

it('an error of the hand-over is an error of the object', async () => {
  bed = await startReleaseBed();
  await bed.apply([deployment('web', 3)]);
  bed.cluster.forbid({ verb: 'get', resource: 'deployments' });
  expect(await failureOf(bed.apply([deployment('web', 3), autoscaler('web')]))).toMatchObject({
    code: 'CLUSTER_FORBIDDEN',
  });
  expect(replicas()).toBe(3);
});
