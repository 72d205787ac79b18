import { describe, expect, it } from 'vitest';
import type { KubeObject } from '../../kube-object.ts';
import {
  backOff,
  deployment,
  ended,
  event,
  image,
  liveOf,
  pod,
  pull,
  replicaSet,
  running,
  verdictOf,
  waiting,
  type PodSeed,
} from '../live-objects.spec.support.ts';
import { judgeObject, type Judgement } from './judge-object.ts';
import { toMadeBySet } from './made-by-set.ts';

const podUid = 'pod-orders-2-a';

/** What is around a pod of the newest revision of a Deployment that is not ready. */
interface Scene extends PodSeed {
  readonly events?: readonly (readonly [reason: string, message: string])[];
  readonly log?: string;
  /** Other objects of the release. */
  readonly set?: readonly KubeObject[];
  readonly before?: readonly KubeObject[];
  readonly settled?: ReadonlyMap<string, number>;
}

function judgeScene({ events = [], log, set = [], before = [], settled, ...seed }: Scene): Judgement {
  const object = deployment();
  const ours = pod(seed);
  const about = events.map(([reason, message]) => event(podUid, reason, message));
  const live = liveOf([object, replicaSet(2), ours, ...about], before);
  if (log !== undefined) live.keepLog(ours, { name: 'app' }, log);
  return judgeObject(object, { live, made: toMadeBySet(set), ...(settled === undefined ? {} : { settled }) });
}

const config = (name: string): KubeObject => ({ apiVersion: 'v1', kind: 'ConfigMap', metadata: { name } });
const customObject: KubeObject = {
  apiVersion: 'external-secrets.io/v1',
  kind: 'ExternalSecret',
  metadata: { name: 'x' },
};
const oci = (cause: string) =>
  `failed to create containerd task: failed to create shim task: OCI runtime create failed: runc create failed: unable to start container process: ${cause}: unknown`;

const scenes: readonly (readonly [title: string, scene: Scene, verdict: string])[] = [
  [
    'an image that is not there',
    { container: waiting('ErrImagePull', pull(`${image}: not found`)) },
    `failed ROLLOUT_IMAGE: cannot get image ${image}: not found`,
  ],
  [
    'the same while it backs off',
    {
      container: waiting(
        'ImagePullBackOff',
        `Back-off pulling image "${image}": ErrImagePull: ${pull(`${image}: not found`)}`,
      ),
    },
    `failed ROLLOUT_IMAGE: cannot get image ${image}: not found`,
  ],
  [
    'an old kubelet that only backs off, with the cause in an event',
    {
      container: waiting('ImagePullBackOff', `Back-off pulling image "${image}"`),
      events: [['Failed', `Failed to pull image "${image}": ${pull(`${image}: not found`)}`]],
    },
    `failed ROLLOUT_IMAGE: cannot get image ${image}: not found`,
  ],
  [
    'an image for other machines',
    { container: waiting('ErrImagePull', pull('no match for platform in manifest: not found')) },
    `failed ROLLOUT_IMAGE: cannot run image ${image}: it has no part for the platform of the node`,
  ],
  [
    'a registry that wants credentials',
    {
      container: waiting(
        'ErrImagePull',
        pull('pulling from host r.example failed with status code [manifests 1]: 401 Unauthorized'),
      ),
    },
    `failed ROLLOUT_IMAGE: cannot get image ${image}: pulling from host r.example failed with status code [manifests 1]: 401 Unauthorized`,
  ],
  [
    'a registry that is busy',
    {
      container: waiting(
        'ErrImagePull',
        pull('pulling from host r.example failed with status code [manifests 1]: 429 Too Many Requests'),
      ),
    },
    `waiting ROLLOUT_IMAGE: cannot get image ${image}: pulling from host r.example failed with status code [manifests 1]: 429 Too Many Requests`,
  ],
  [
    'a registry that is not there',
    {
      container: waiting(
        'ErrImagePull',
        pull('failed to do request: Head "https://r.example/v2/": dial tcp 10.0.0.1:443: connect: connection refused'),
      ),
    },
    `suspect ROLLOUT_IMAGE: cannot get image ${image}: dial tcp 10.0.0.1:443: connect: connection refused`,
  ],
  [
    'a reference that is none',
    {
      container: waiting(
        'InvalidImageName',
        `Failed to apply default image tag "foo/x@sha256:abc": couldn't parse image name "foo/x@sha256:abc": invalid reference format`,
      ),
    },
    `failed ROLLOUT_IMAGE: cannot get image ${image}: Failed to apply default image tag "foo/x@sha256:abc": couldn't parse image name "foo/x@sha256:abc": invalid reference format`,
  ],
  [
    'an image that must not be pulled',
    { container: waiting('ErrImageNeverPull', `Container image "${image}" is not present with pull policy of Never`) },
    `failed ROLLOUT_IMAGE: cannot get image ${image}: Container image "${image}" is not present with pull policy of Never`,
  ],
  [
    'a root image under runAsNonRoot',
    {
      container: waiting(
        'CreateContainerConfigError',
        'container has runAsNonRoot and image will run as root (pod: "x", container: app)',
      ),
    },
    'failed ROLLOUT_CONFIG: cannot start container app: container has runAsNonRoot and image will run as root (pod: "x", container: app)',
  ],
  [
    'root under runAsNonRoot',
    { container: waiting('CreateContainerConfigError', "container's runAsUser breaks non-root policy (pod: x)") },
    "failed ROLLOUT_CONFIG: cannot start container app: container's runAsUser breaks non-root policy (pod: x)",
  ],
  [
    'a config map that nobody makes',
    { container: waiting('CreateContainerConfigError', 'configmap "gone" not found') },
    'failed ROLLOUT_CONFIG: cannot start container app: configmap "gone" not found',
  ],
  [
    'a config map that the release makes',
    { container: waiting('CreateContainerConfigError', 'configmap "gone" not found'), set: [config('gone')] },
    'suspect ROLLOUT_CONFIG: cannot start container app: configmap "gone" not found',
  ],
  [
    'a secret that an operator may make',
    { container: waiting('CreateContainerConfigError', 'secret "gone" not found'), set: [customObject] },
    'suspect ROLLOUT_CONFIG: cannot start container app: secret "gone" not found',
  ],
  [
    'a key that is not there',
    { container: waiting('CreateContainerConfigError', "couldn't find key url in Secret dev/db") },
    "failed ROLLOUT_CONFIG: cannot start container app: couldn't find key url in Secret dev/db",
  ],
  [
    'an unknown trouble of the configuration',
    { container: waiting('CreateContainerConfigError', 'failed to prepare subPath for volumeMount "v"') },
    'suspect ROLLOUT_CONFIG: cannot start container app: failed to prepare subPath for volumeMount "v"',
  ],
  [
    'a program that is not there',
    {
      container: {
        ...waiting('RunContainerError', oci('exec: "/nope": stat /nope: no such file or directory')),
        lastState: ended(128, 'StartError', oci('exec: "/nope": stat /nope: no such file or directory')),
      },
    },
    'failed ROLLOUT_CONFIG: cannot start container app: exec: "/nope": stat /nope: no such file or directory',
  ],
  [
    'a program that may not run, while it backs off',
    { container: backOff(1, ended(128, 'StartError', oci('exec: "/app": permission denied'))) },
    'failed ROLLOUT_CONFIG: cannot start container app: exec: "/app": permission denied',
  ],
  [
    'a runtime in trouble',
    { container: waiting('RunContainerError', 'context deadline exceeded') },
    'suspect ROLLOUT_CONFIG: cannot start container app: context deadline exceeded',
  ],
  [
    'a program for other machines, by its log',
    { container: { state: ended(1, 'Error') }, log: 'exec /app: exec format error' },
    "failed ROLLOUT_CRASHED: cannot run container app: exec format error, its program is for another platform than the node's",
  ],
  [
    'a first crash',
    { container: { restartCount: 0, state: ended(2, 'Error') } },
    'waiting ROLLOUT_CRASHED: crashes: container app ends with exit code 2',
  ],
  [
    'a second crash',
    { container: backOff(1, ended(2, 'Error')) },
    'waiting ROLLOUT_CRASHED: crashes: container app ends with exit code 2',
  ],
  [
    'a second restart',
    { container: { restartCount: 2, ...running, ready: true, lastState: ended(2, 'Error') } },
    'failed ROLLOUT_CRASHED: crashes: container app ends with exit code 2',
  ],
  [
    'a restart that came up',
    { container: { restartCount: 1, ...running, ready: true, lastState: ended(2, 'Error') } },
    'progressing',
  ],
  [
    'too little memory, once',
    { container: { state: ended(137, 'OOMKilled') }, spec: { resources: { limits: { memory: '64Mi' } } } },
    'waiting ROLLOUT_CRASHED: crashes: container app is killed for using more than its memory limit 64Mi (OOMKilled)',
  ],
  [
    'too little memory, twice',
    { container: backOff(1, ended(137, 'OOMKilled')), spec: { resources: { limits: { memory: '64Mi' } } } },
    'failed ROLLOUT_CRASHED: crashes: container app is killed for using more than its memory limit 64Mi (OOMKilled)',
  ],
  [
    'a process that ends by itself',
    { container: backOff(1, ended(0, 'Completed')) },
    'failed ROLLOUT_CRASHED: crashes: the process of container app ended by itself (exit code 0)',
  ],
  [
    'a liveness probe that kills',
    {
      container: backOff(1, ended(0, 'Completed')),
      events: [
        ['Unhealthy', 'Liveness probe failed: HTTP probe failed with statuscode: 404'],
        ['Killing', 'Container app failed liveness probe, will be restarted'],
      ],
    },
    'failed ROLLOUT_CRASHED: is restarted: container app fails its liveness probe: HTTP probe failed with statuscode: 404',
  ],
  [
    'a startup probe that kills',
    {
      container: backOff(1, ended(137, 'Error')),
      events: [['Killing', 'Container app failed startup probe, will be restarted']],
    },
    'failed ROLLOUT_CRASHED: is restarted: container app fails its startup probe',
  ],
  [
    'a readiness probe that fails',
    {
      container: { ...running, ready: false },
      spec: { readinessProbe: { httpGet: { path: '/readyz', port: 8080 } } },
      events: [['Unhealthy', 'Readiness probe failed: HTTP probe failed with statuscode: 503']],
    },
    'waiting ROLLOUT_FAILED: is not ready: the readiness probe of container app (GET :8080/readyz) fails: HTTP probe failed with statuscode: 503',
  ],
  [
    'an init container without image',
    { init: waiting('ErrImagePull', pull('registry.example/migrate@sha256:2: not found')) },
    'failed ROLLOUT_IMAGE: cannot get image registry.example/migrate@sha256:2: not found',
  ],
  [
    'an init container that crashes',
    { init: backOff(2, ended(1, 'Error')) },
    'failed ROLLOUT_CRASHED: crashes: init container migrate ends with exit code 1',
  ],
  [
    'an init container that is done',
    { init: { state: ended(0, 'Completed') }, container: waiting('PodInitializing', '') },
    'progressing',
  ],
  [
    'a pod that is being deleted',
    { isDeleted: true, container: { restartCount: 5, state: ended(2, 'Error') } },
    'progressing',
  ],
  [
    'a pod that was evicted',
    { status: { phase: 'Failed', reason: 'Evicted', message: 'The node was low on resource: memory.' } },
    'waiting ROLLOUT_FAILED: lost a pod: Evicted: The node was low on resource: memory.',
  ],
  [
    'no node with room',
    {
      status: {
        conditions: [
          {
            type: 'PodScheduled',
            status: 'False',
            reason: 'Unschedulable',
            message: '0/1 nodes are available: 1 Insufficient cpu.',
          },
        ],
      },
    },
    'waiting ROLLOUT_FAILED: finds no node: 0/1 nodes are available: 1 Insufficient cpu.',
  ],
  [
    'a claim that is not there',
    {
      status: {
        conditions: [
          {
            type: 'PodScheduled',
            status: 'False',
            reason: 'Unschedulable',
            message: 'persistentvolumeclaim "gone" not found',
          },
        ],
      },
    },
    'suspect ROLLOUT_CONFIG: finds no volume: persistentvolumeclaim "gone" not found',
  ],
  [
    'a scheduling gate',
    {
      status: {
        conditions: [
          {
            type: 'PodScheduled',
            status: 'False',
            reason: 'SchedulingGated',
            message: 'Scheduling is blocked due to non-empty scheduling gates',
          },
        ],
      },
    },
    'waiting ROLLOUT_FAILED: waits for a scheduling gate: Scheduling is blocked due to non-empty scheduling gates',
  ],
  [
    'a volume that cannot be mounted',
    {
      container: waiting('ContainerCreating', ''),
      events: [['FailedMount', 'MountVolume.SetUp failed for volume "v" : secret "gone" not found']],
    },
    'suspect ROLLOUT_CONFIG: cannot mount a volume: MountVolume.SetUp failed for volume "v" : secret "gone" not found',
  ],
  [
    'a volume that was mounted at last',
    {
      container: waiting('ContainerCreating', ''),
      events: [
        ['FailedMount', 'MountVolume.SetUp failed for volume "v" : secret "late" not found'],
        ['Pulling', 'Pulling image'],
      ],
    },
    'progressing',
  ],
  [
    'a node whose cache is slow',
    {
      container: waiting('ContainerCreating', ''),
      events: [
        [
          'FailedMount',
          'MountVolume.SetUp failed for volume "v" : failed to sync configmap cache: timed out waiting for the condition',
        ],
      ],
    },
    'progressing',
  ],
  [
    'a sandbox that cannot be made',
    {
      container: waiting('ContainerCreating', ''),
      events: [['FailedCreatePodSandBox', 'Failed to create pod sandbox: no IP left']],
    },
    'waiting ROLLOUT_FAILED: waits for its node: Failed to create pod sandbox: no IP left',
  ],
  [
    'a crash loop that is older than the release',
    { container: backOff(5, ended(1, 'Error')), before: [pod({ container: backOff(5, ended(1, 'Error')) })] },
    'waiting ROLLOUT_CRASHED: crashes: container app ends with exit code 1',
  ],
  [
    'one that goes on',
    { container: backOff(6, ended(1, 'Error')), before: [pod({ container: backOff(5, ended(1, 'Error')) })] },
    'failed ROLLOUT_CRASHED: crashes: container app ends with exit code 1',
  ],
  [
    'restarts of long ago',
    {
      container: { restartCount: 9, ...running, lastState: ended(1, 'Error') },
      before: [pod({ container: { restartCount: 9, ...running } })],
    },
    'progressing',
  ],
  [
    'a crash after it was ready',
    {
      container: { restartCount: 1, ...running, ready: true, lastState: ended(2, 'Error') },
      settled: new Map([[`${podUid}/app`, 0]]),
    },
    'failed ROLLOUT_CRASHED: crashes: container app ends with exit code 2, after it was ready',
  ],
];

describe('pods of the newest revision', () => {
  it.each(scenes)('%s', (_title, scene, verdict) => {
    expect(verdictOf(judgeScene(scene))).toBe(verdict);
  });

  it('counts for nothing what old pods do', () => {
    const object = deployment();
    const old = pod({ owner: 'rs-1', name: 'orders-1-a', container: backOff(7, ended(1, 'Error')) });
    const live = liveOf([object, replicaSet(1), replicaSet(2), old]);
    expect(judgeObject(object, { live, made: toMadeBySet([]) }).state).toBe('progressing');
  });

  it('says what the cluster said of the pull secret', () => {
    const judgement = judgeScene({
      container: waiting(
        'ErrImagePull',
        pull('failed to authorize: failed to fetch anonymous token: unexpected status: 401 Unauthorized'),
      ),
      events: [
        [
          'FailedToRetrieveImagePullSecret',
          'Unable to retrieve some image pull secrets (gone); attempting to pull the image may not succeed.',
        ],
      ],
    });
    expect(judgement).toMatchObject({
      state: 'failed',
      signal: {
        hint: 'The cluster says too: Unable to retrieve some image pull secrets (gone); attempting to pull the image may not succeed.',
      },
    });
  });

  it.each([
    ['a pull', waiting('ErrImagePull', pull('no match for platform in manifest: not found')), undefined],
    ['a log', { state: ended(1, 'Error') }, 'exec /app: exec format error'],
    ['a start', { state: ended(128, 'StartError', oci('exec /app: exec format error')) }, undefined],
  ])('tells how to build for the nodes where the platform is missing, by %s', (_title, container, log) => {
    const judgement = judgeScene({ container, ...(log === undefined ? {} : { log }) });
    expect(judgement).toMatchObject({
      state: 'failed',
      signal: { hint: expect.stringContaining('--platforms=') as string },
    });
  });
});
