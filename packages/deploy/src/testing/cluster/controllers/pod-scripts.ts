import type { PodScript, PodStep } from './pod-script.ts';

/** How a container crashes. */
export interface Crash {
  /** Default: 1. */
  readonly exitCode?: number;
  /** Default: `Error`. */
  readonly reason?: string;
  /** What it wrote before. */
  readonly log?: string;
  /** How often. Default: 3. */
  readonly times?: number;
  /** Milliseconds that it lives. Default: the pace. */
  readonly lives?: number;
  /** Whether it counts as ready while it lives. Default: false. */
  readonly isReady?: boolean;
}

/** Lives of pods as they were seen on a real cluster, for `cluster.workload`. */
export const podScripts: {
  /** Runs and is ready. */
  readonly runs: PodScript;
  /** Ends with success, as the pod of a Job does. */
  readonly completes: PodScript;
  /** Ends with failure, once, as the pod of a Job does. */
  readonly fails: (exitCode?: number) => PodScript;
  /** Cannot get its image; the text is that of the container runtime. */
  readonly cannotPull: (image: string, text: string) => PodScript;
  readonly crashes: (crash?: Crash) => PodScript;
  /** Runs, is ready, ends once by itself after this time, and runs again. */
  readonly diesLater: (milliseconds: number, crash?: Crash) => PodScript;
  /** Runs and never gets ready; the text is that of the probe. */
  readonly neverReady: (text: string) => PodScript;
  readonly unschedulable: (text: string) => PodScript;
  /** A reference or a setting that the kubelet refuses. */
  readonly misconfigured: (text: string) => PodScript;
  /** The program cannot be started. */
  readonly cannotStart: (text: string) => PodScript;
  /** Waits for a volume. */
  readonly cannotMount: (text: string) => PodScript;
  /** No pod is made at all: quota, Pod Security, a webhook. */
  readonly refused: (text: string) => PodScript;
} = {
  runs: [creating(), ready(0)],
  completes: [creating(), ended('Succeeded', 0, 'Completed')],
  fails: (exitCode = 1) => [creating(), ended('Failed', exitCode, 'Error')],
  cannotPull: (image, text) => [
    creating(),
    waiting('ErrImagePull', text),
    waiting('ImagePullBackOff', `Back-off pulling image "${image}": ErrImagePull: ${text}`),
  ],
  crashes: (crash = {}) => [creating(), ...crashing(crash)],
  diesLater: (milliseconds, crash = {}) => [
    creating(),
    ready(0),
    { pause: milliseconds, ...terminated(crash, 0) },
    { ...ready(1), ...(crash.log === undefined ? {} : { previousLog: crash.log }) },
  ],
  neverReady: (text) => [
    creating(),
    { phase: 'Running', container: { state: { running: {} } }, conditions: notReady() },
    { event: { type: 'Warning', reason: 'Unhealthy', message: `Readiness probe failed: ${text}` } },
  ],
  unschedulable: (text) => [
    { conditions: [{ type: 'PodScheduled', status: 'False', reason: 'Unschedulable', message: text }] },
  ],
  misconfigured: (text) => [creating(), waiting('CreateContainerConfigError', text)],
  cannotStart: (text) => [
    creating(),
    {
      container: {
        state: { waiting: { reason: 'RunContainerError', message: text } },
        lastState: { terminated: { reason: 'StartError', exitCode: 128, message: text } },
      },
    },
  ],
  cannotMount: (text) => [creating(), { event: { type: 'Warning', reason: 'FailedMount', message: text } }],
  refused: (text) => ({ refused: text }),
};

function creating(): PodStep {
  return {
    phase: 'Pending',
    container: { state: { waiting: { reason: 'ContainerCreating' } } },
    conditions: [{ type: 'PodScheduled', status: 'True' }, ...notReady()],
  };
}

function ready(restartCount: number): PodStep {
  return {
    phase: 'Running',
    container: { state: { running: {} }, isReady: true, restartCount },
    conditions: [
      { type: 'Ready', status: 'True' },
      { type: 'ContainersReady', status: 'True' },
    ],
  };
}

function notReady(): readonly Readonly<Record<string, unknown>>[] {
  return ['Ready', 'ContainersReady'].map((type) => ({ type, status: 'False', reason: 'ContainersNotReady' }));
}

function waiting(reason: string, message: string): PodStep {
  return { container: { state: { waiting: { reason, message } } } };
}

function ended(phase: 'Succeeded' | 'Failed', exitCode: number, reason: string): PodStep {
  return { phase, container: { state: { terminated: { exitCode, reason } } }, conditions: notReady() };
}

function terminated({ exitCode = 1, reason = 'Error', log }: Crash, restartCount: number): PodStep {
  return {
    phase: 'Running',
    container: { state: { terminated: { exitCode, reason } }, restartCount },
    conditions: notReady(),
    ...(log === undefined ? {} : { log }),
  };
}

/** Lives, ends, waits, and again; the count goes up when it is started again. */
function crashing(crash: Crash): readonly PodStep[] {
  const { exitCode = 1, reason = 'Error', log, times = 3, lives, isReady = false } = crash;
  const previous = log === undefined ? {} : { previousLog: log };
  return Array.from({ length: times }, (_, restart): readonly PodStep[] => {
    const lastState = restart === 0 ? {} : { lastState: { terminated: { exitCode, reason } } };
    const running: PodStep = isReady
      ? ready(restart)
      : { phase: 'Running', container: { state: { running: {} }, restartCount: restart, ...lastState } };
    const backOff = { reason: 'CrashLoopBackOff', message: 'back-off 10s restarting failed container=app' };
    return [
      { ...running, ...(restart === 0 ? {} : previous) },
      { ...terminated(crash, restart), ...(lives === undefined ? {} : { pause: lives }) },
      {
        container: {
          state: { waiting: backOff },
          lastState: { terminated: { exitCode, reason } },
          restartCount: restart,
        },
      },
    ];
  }).flat();
}
