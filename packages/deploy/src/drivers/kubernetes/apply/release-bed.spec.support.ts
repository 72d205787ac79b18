import { isSlipwayError, type ObjectChange, type SlipwayError } from '@slipway/kit';
import { startFakeCluster, type FakeCluster, type FakeClusterOptions } from '../../../testing/index.ts';
import type { Clock } from '../api/clock.ts';
import { createKubeClient, type OwnedKubeClient } from '../api/create-kube-client.ts';
import { createResourceFinder } from '../api/create-resource-finder.ts';
import type { KubeObject } from '../kube-object.ts';
import { pruneOrphans } from '../set/prune-orphans.ts';
import { removeRelease, type RemoveSettings } from '../set/remove-release.ts';
import { applyRelease } from './apply-release.ts';
import type { ApplySettings } from './apply-settings.ts';
import type { AppliedRelease } from './applied.ts';
import { previewRelease, type ReleasePreview } from './preview-release.ts';

/** A clock whose pauses take no time. `onPause` is told of each before it ends. */
export function createPatientClock(onPause: (count: number) => unknown = () => undefined): Clock {
  let now = 0;
  let count = 0;
  return {
    now: () => now,
    wait(milliseconds, signal) {
      now += milliseconds;
      count += 1;
      onPause(count);
      signal.throwIfAborted();
      return Promise.resolve();
    },
    after: () => () => undefined,
    random: () => 0,
  };
}

/** A release of a spec: its cluster, and what can be done with it. */
export interface ReleaseBed {
  readonly cluster: FakeCluster;
  readonly client: OwnedKubeClient;
  apply(objects: readonly unknown[], settings?: Partial<ApplySettings>): Promise<AppliedRelease>;
  preview(objects: readonly unknown[], settings?: Partial<ApplySettings>): Promise<ReleasePreview>;
  prune(release: AppliedRelease, timeout?: number): Promise<readonly ObjectChange[]>;
  remove(settings?: Partial<RemoveSettings>): Promise<readonly ObjectChange[]>;
  /** Applies and prunes. */
  release(objects: readonly unknown[], settings?: Partial<ApplySettings>): Promise<AppliedRelease>;
  close(): Promise<void>;
}

/** The release that specs make. */
export const releaseName = { name: 'web', namespace: 'dev' } as const;
/** Where the record of that release is. */
export const recordPlace = { name: 'slipway.web', namespace: 'dev' } as const;

/** Starts a cluster with the namespaces `dev` and `other`. Pauses take no time. */
export async function startReleaseBed(
  options: FakeClusterOptions & { readonly clock?: Clock; readonly signal?: AbortSignal } = {},
): Promise<ReleaseBed> {
  const { clock = createPatientClock(), signal = new AbortController().signal, ...rest } = options;
  const cluster = await startFakeCluster({ namespaces: ['dev', 'other'], pace: 'by-hand', ...rest });
  const client = connectTo(cluster, { clock, signal });
  const common = { client, set: releaseName, signal, clock };
  const settle = (objects: readonly unknown[], settings: Partial<ApplySettings>): ApplySettings => ({
    ...common,
    finder: createResourceFinder(settings.client ?? client),
    objects: objects as ApplySettings['objects'],
    createNamespace: false,
    forceConflicts: false,
    adopt: false,
    pruneData: false,
    ...settings,
  });
  const bed: ReleaseBed = {
    cluster,
    client,
    apply: (objects, settings = {}) => applyRelease(settle(objects, settings)),
    preview: (objects, settings = {}) => previewRelease(settle(objects, settings)),
    prune: (release, timeout = 20) => pruneOrphans({ ...common, release, timeout }),
    remove: (settings = {}) =>
      removeRelease({
        ...{ ...common, finder: createResourceFinder(settings.client ?? client), pruneData: false, timeout: 20 },
        ...settings,
      }),
    async release(objects, settings = {}) {
      const applied = await bed.apply(objects, settings);
      const { set = releaseName } = settings;
      await pruneOrphans({ ...common, set, release: applied, timeout: 20 });
      return applied;
    },
    async close() {
      client.close();
      await cluster.close();
    },
  };
  return bed;
}

/** A client of a cluster that says nothing. */
export function connectTo(
  { host, port, url }: Pick<FakeCluster, 'host' | 'port' | 'url'>,
  { clock, signal }: { readonly clock: Clock; readonly signal: AbortSignal },
): OwnedKubeClient {
  const silent = () => undefined;
  const logger = { info: silent, step: silent, verbose: silent, output: silent, warn: silent, error: silent };
  return createKubeClient({ transport: { host, port }, signal, logger, server: url, clock });
}

/** What became of each object: `ConfigMap a created`. */
export function changesOf(release: AppliedRelease | ReleasePreview): readonly string[] {
  return release.objects.map(({ object, change }) => `${object.kind} ${object.metadata.name} ${change}`);
}

/** The error something ends with; a success is an error of the spec. */
export async function failureOf(promise: Promise<unknown>): Promise<SlipwayError> {
  const outcome = await promise.catch((error: unknown) => error);
  if (isSlipwayError(outcome)) return outcome;
  throw new Error(`No error of ours: ${String(outcome)}`, { cause: outcome });
}

/** Requests as a spec reads them: `PATCH configmaps/a`. */
export function linesOf(cluster: FakeCluster): readonly string[] {
  return cluster.requests.map(({ method, path }) => {
    const [, tail = path] =
      /^\/apis?\/(?:[^/]+\.[^/]+\/|apps\/|autoscaling\/|batch\/|policy\/)?v[^/]+\/(?:namespaces\/[^/]+\/(?=.))?(.*)$/.exec(
        path,
      ) ?? [];
    return `${method} ${tail}`;
  });
}

/** A ConfigMap. */
export function configMap(name: string, data: object = { key: 'value' }, metadata: object = {}): KubeObject {
  return { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name, ...metadata }, data };
}

/** A Service. */
export function service(name: string): KubeObject {
  return {
    apiVersion: 'v1',
    kind: 'Service',
    metadata: { name },
    spec: { selector: { app: name }, ports: [{ port: 80 }] },
  };
}

/** A namespace. */
export function namespace(name: string): KubeObject {
  return { apiVersion: 'v1', kind: 'Namespace', metadata: { name } };
}

/** A claim for storage. */
export function claim(name: string): KubeObject {
  const spec = { accessModes: ['ReadWriteOnce'], resources: { requests: { storage: '1Gi' } } };
  return { apiVersion: 'v1', kind: 'PersistentVolumeClaim', metadata: { name }, spec };
}

/** A Deployment; without a number of replicas it names none. */
export function deployment(name: string, replicas?: number, metadata: object = {}): KubeObject {
  return {
    apiVersion: 'apps/v1',
    kind: 'Deployment',
    metadata: { name, ...metadata },
    spec: {
      ...(replicas === undefined ? {} : { replicas }),
      selector: { matchLabels: { app: name } },
      template: {
        metadata: { labels: { app: name } },
        spec: { containers: [{ name: 'app', image: 'example.test/app:1' }] },
      },
    },
  };
}

/** An autoscaler of a Deployment. */
export function autoscaler(name: string): KubeObject {
  return {
    apiVersion: 'autoscaling/v2',
    kind: 'HorizontalPodAutoscaler',
    metadata: { name },
    spec: { scaleTargetRef: { apiVersion: 'apps/v1', kind: 'Deployment', name }, minReplicas: 2, maxReplicas: 9 },
  };
}

/** A kind of the spec's own. */
export const boatDefinition: KubeObject = {
  apiVersion: 'apiextensions.k8s.io/v1',
  kind: 'CustomResourceDefinition',
  metadata: { name: 'boats.example.test' },
  spec: {
    group: 'example.test',
    scope: 'Namespaced',
    names: { plural: 'boats', singular: 'boat', kind: 'Boat', listKind: 'BoatList' },
    versions: [
      {
        name: 'v1',
        served: true,
        storage: true,
        schema: {
          openAPIV3Schema: {
            type: 'object',
            properties: { spec: { type: 'object', properties: { size: { type: 'integer' } } } },
          },
        },
      },
    ],
  },
};

/** An object of that kind. */
export function boat(name: string): KubeObject {
  return { apiVersion: 'example.test/v1', kind: 'Boat', metadata: { name }, spec: { size: 1 } };
}
