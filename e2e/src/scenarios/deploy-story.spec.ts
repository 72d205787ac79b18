import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { needing, registryAddress } from '../engines/engines.ts';
import { nxVersions } from '../workspace/create-workspace.ts';
import { underLoad } from '../workspace/http-load.ts';
import { fetchWhenUp } from '../workspace/http.ts';
import { edit } from '../workspace/place-service.ts';
import { createReleasedService, type ReleasedService } from '../workspace/released-service.ts';
import { useWorkspace } from '../workspace/use-workspace.ts';

interface KubeObject {
  readonly kind: string;
  readonly metadata: {
    readonly name: string;
    readonly labels?: Readonly<Record<string, string>>;
    readonly annotations?: Readonly<Record<string, string>>;
    readonly managedFields?: readonly { readonly manager: string; readonly operation: string }[];
  };
}

interface PodSpec {
  readonly containers: readonly { readonly image: string }[];
}

interface Status {
  readonly history: readonly {
    readonly revision: number;
    readonly state: string;
    readonly images: readonly string[];
  }[];
  readonly objects: readonly { readonly kind: string; readonly state: string; readonly message: string }[];
}

const greeting = 'Hello, Docker!';
const changed = 'Hello, Kubernetes!';
const [newest, ...older] = nxVersions;
const releasing = needing('with a cluster', 'kubernetes', 'registry');

describe.skipIf(releasing.skip)(`a release on Nx ${newest}, ${releasing.name}`, () => {
  const workspace = useWorkspace(newest);
  let service: ReleasedService;
  const digests: string[] = [];
  beforeAll(async () => {
    service = await createReleasedService(workspace(), registryAddress);
  });
  afterAll(() => service.remove());

  const builtDigest = async (): Promise<string> => {
    const record = await readFile(join(workspace().root, 'dist/services/orders/image.json'), 'utf8');
    return (JSON.parse(record) as { readonly digest: string }).digest;
  };
  const pinned = (digest: string | undefined): string => `${registryAddress}/acme/orders@${digest ?? ''}`;
  const readStatus = async (): Promise<Status> => {
    const { stdout } = await service.nxOk('deploy-status', '--json');
    return JSON.parse(stdout.split('\n').find((line) => line.startsWith('{')) ?? '') as Status;
  };

  it('deploy builds the image, pushes it, and ends when three replicas answer', async () => {
    const { all } = await service.nxOk('deploy');
    digests.push(await builtDigest());
    expect(all).toContain(pinned(digests[0]));
    expect(all).toMatch(/revision 1\b/);
    const { status } = await service.get<{ readonly status: object }>('deployment', 'orders');
    expect(status).toMatchObject({ replicas: 3, readyReplicas: 3, updatedReplicas: 3, availableReplicas: 3 });
    expect(await fetchWhenUp(await service.url())).toBe(`${greeting}\n`);
  });

  it('runs in a namespace that refuses what Pod Security «restricted» forbids', async () => {
    const namespace = await service.get<KubeObject>('namespace', service.namespace);
    expect(namespace.metadata.labels).toMatchObject({ 'pod-security.kubernetes.io/enforce': 'restricted' });
    const privileged = ['run', 'privileged', '--image=none', '--privileged', '--dry-run=server'];
    await expect(service.kubectl(...privileged)).rejects.toThrow(/violates PodSecurity "restricted/);
  });

  it('kubectl agrees: images by digest, one ApplySet, our field manager', async () => {
    const parent = await service.get<KubeObject>('secret', 'slipway.orders');
    expect(parent.metadata.labels?.['applyset.kubernetes.io/id']).toMatch(/^applyset-.+-v1$/);
    const members = await listMembers(parent);
    expect(members.map(({ kind }) => kind)).toEqual(
      expect.arrayContaining(['ConfigMap', 'Deployment', 'HorizontalPodAutoscaler', 'Service', 'ServiceAccount']),
    );
    for (const { kind, metadata } of members) {
      expect(metadata.managedFields, `${kind} ${metadata.name}`).toContainEqual(
        expect.objectContaining({ manager: 'slipway', operation: 'Apply' }),
      );
    }
    const images = await service.kubectl('get', 'pods', '--output=jsonpath={.items[*].spec.containers[*].image}');
    expect(new Set(images.split(' '))).toEqual(new Set([pinned(digests[0])]));
  });

  it('deploy-status tells the revision and that everything is ready', async () => {
    const { history, objects } = await readStatus();
    expect(history).toMatchObject([{ revision: 1, state: 'deployed', images: [pinned(digests[0])] }]);
    expect(objects.filter(({ state }) => state !== 'ready')).toEqual([]);
    expect(objects.map(({ kind }) => kind)).toContain('Deployment');
  });

  it('deploy-diff sees no change right after a deploy, and every change before the next', async () => {
    await service.nxOk('deploy-diff', '--failOnChange');
    await edit(join(workspace().root, 'services/orders/internal/app/config.go'), (text) =>
      text.replace(greeting, changed),
    );
    const { exitCode, all } = await service.nx('deploy-diff', '--failOnChange');
    expect(exitCode, all).not.toBe(0);
    expect(all).toContain('[DIFFERENCE_FOUND]');
    expect(all).toContain((await builtDigest()).slice(7));
  });

  it('a second release takes over without a failed request', async () => {
    const { result, load } = await underLoad(await service.url(), () => service.nxOk('deploy'));
    digests.push(await builtDigest());
    expect(digests[1]).not.toBe(digests[0]);
    expect(result.all).toMatch(/revision 2\b/);
    expect(load.failures).toEqual([]);
    expect(Object.keys(load.answers).toSorted()).toEqual([changed, greeting].toSorted());
    expect(await fetchWhenUp(await service.url())).toBe(`${changed}\n`);
  });

  it('deploy-rollback goes back to the first image, without a failed request', async () => {
    const { load } = await underLoad(await service.url(), () => service.nxOk('deploy-rollback'));
    expect(load.failures).toEqual([]);
    expect(Object.keys(load.answers).toSorted()).toEqual([changed, greeting].toSorted());
    expect(await fetchWhenUp(await service.url())).toBe(`${greeting}\n`);
    const { spec } = await service.get<{ readonly spec: { readonly template: { readonly spec: PodSpec } } }>(
      'deployment',
      'orders',
    );
    expect(spec.template.spec.containers.map(({ image }) => image)).toEqual([pinned(digests[0])]);
    const { history } = await readStatus();
    expect(history).toMatchObject([{ revision: 3, state: 'deployed' }, { revision: 2 }, { revision: 1 }]);
  });

  it('undeploy leaves nothing but the namespace, and that goes too when asked to', async () => {
    const { all } = await service.nxOk('undeploy');
    expect(all).toMatch(/kept +Namespace/);
    // The cluster makes these two for every namespace.
    await expect.poll(listLeft, { timeout: 60_000 }).toEqual(['ConfigMap kube-root-ca.crt', 'ServiceAccount default']);
    await service.nxOk('undeploy', '--pruneData');
    await expect(service.get('namespace', service.namespace)).rejects.toThrow(/not found/i);
  });

  /** What the release holds, as kubectl finds it by the kinds that its record names and the label of its set. */
  function listMembers(parent: KubeObject | undefined): Promise<readonly KubeObject[]> {
    const { labels = {}, annotations = {} } = parent?.metadata ?? {};
    const id = labels['applyset.kubernetes.io/id'] ?? '';
    expect(id).toMatch(/^applyset-.+-v1$/);
    const kinds = annotations['applyset.kubernetes.io/contains-group-kinds'] ?? '';
    return list(kinds, `--selector=applyset.kubernetes.io/part-of=${id}`, '--show-managed-fields');
  }

  /** Every object of the namespace, but the events that tell its past, and the records that say that it is still ours. */
  async function listLeft(): Promise<readonly string[]> {
    const kinds = (await service.kubectl('api-resources', '--namespaced', '--verbs=list', '--output=name'))
      .trim()
      .split('\n')
      .filter((kind) => !kind.startsWith('events'));
    return (await list(kinds.join(',')))
      .map(({ kind, metadata }) => `${kind} ${metadata.name}`)
      .filter((name) => !/^Secret slipway\.orders(\.|$)/.test(name))
      .toSorted();
  }

  async function list(kinds: string, ...flags: readonly string[]): Promise<readonly KubeObject[]> {
    const { items } = JSON.parse(await service.kubectl('get', kinds, ...flags, '--output=json')) as {
      readonly items: readonly KubeObject[];
    };
    return items;
  }
});

describe.each(older)(`a release on Nx %s`, (nxVersion) => {
  describe.skipIf(releasing.skip)(releasing.name, () => {
    const workspace = useWorkspace(nxVersion);
    let service: ReleasedService;
    beforeAll(async () => {
      service = await createReleasedService(workspace(), registryAddress);
    });
    afterAll(() => service.remove());

    it('answers, and is taken away again', async () => {
      await service.nxOk('deploy');
      expect(await fetchWhenUp(await service.url())).toBe(`${greeting}\n`);
      await service.nxOk('undeploy');
      await expect(service.get('deployment', 'orders')).rejects.toThrow(/not found/i);
    });
  });
});
