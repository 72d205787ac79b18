import type { LiveView } from '../live-state.ts';
import { asPod, conditionOf, type ContainerStatus, type KubeEvent, type Pod } from '../kube-status.ts';
import { judgeContainer } from './judge-container.ts';
import { countEndings } from './judge-ending.ts';
import { describeProbe } from './describe-probe.ts';
import type { MadeBySet } from './made-by-set.ts';
import { oneLine } from './one-line.ts';
import type { Finding, Signal } from './signal.ts';

/** What is known beside the pod. */
export interface PodFacts {
  readonly live: LiveView;
  readonly made: MadeBySet;
  readonly isJob: boolean;
  readonly settled?: ReadonlyMap<string, number>;
}

/** Every bad sign of one pod of the newest revision. A pod that is being deleted ends its containers on purpose. */
export function judgePod(pod: Pod, facts: PodFacts): readonly Signal[] {
  if (pod.metadata.deletionTimestamp !== undefined || pod.status?.phase === 'Succeeded') return [];
  const events = facts.live.eventsAbout(pod.metadata.uid ?? '');
  const found = isLost(pod) ? [judgeLost(pod)] : [...judgeContainers(pod, facts, events), ...judgePlace(pod, events)];
  return found.map((finding) => ({ ...finding, pod: pod.metadata.name }));
}

/** Whether a condition says that the pod answers. */
export function isPodReady(pod: Pod): boolean {
  return conditionOf(pod, 'Ready')?.status === 'True' && pod.metadata.deletionTimestamp === undefined;
}

/** How often each container of the pods has ended, by a key of its own. */
export function countPodEndings(pods: readonly Pod[]): ReadonlyMap<string, number> {
  return new Map(
    pods.flatMap((pod) =>
      containersOf(pod).map(({ status }) => [containerKey(pod, status), countEndings(status)] as const),
    ),
  );
}

function containerKey(pod: Pod, { name }: ContainerStatus): string {
  return `${pod.metadata.uid ?? ''}/${name}`;
}

/** Containers of a pod with what makes them: first those that run before the others. */
export function containersOf(pod: Pod): readonly { readonly status: ContainerStatus; readonly isInit: boolean }[] {
  return [
    ...(pod.status?.initContainerStatuses ?? []).map((status) => ({ status, isInit: true })),
    ...(pod.status?.containerStatuses ?? []).map((status) => ({ status, isInit: false })),
  ];
}

/** The node gave the pod up: evicted, shut down, refused. Its owner makes another one. */
function isLost({ status }: Pod): boolean {
  return status?.phase === 'Failed' && status.reason !== undefined;
}

function judgeLost({ status }: Pod): Finding {
  const text = `lost a pod: ${status?.reason ?? ''}${status?.message === undefined ? '' : `: ${status.message}`}`;
  return { grade: 'healing', code: 'ROLLOUT_FAILED', key: 'lost', text };
}

function judgeContainers(pod: Pod, facts: PodFacts, events: readonly KubeEvent[]): readonly Finding[] {
  const { live, made, isJob, settled } = facts;
  const earlier = live.before(pod.metadata.uid ?? '');
  const before = earlier === undefined ? [] : containersOf(asPod(earlier));
  const specs = [...(pod.spec.initContainers ?? []), ...(pod.spec.containers ?? [])];
  return containersOf(pod).flatMap(({ status, isInit }) => {
    const spec = specs.find(({ name }) => name === status.name);
    const finding = judgeContainer({
      status,
      spec,
      // A sidecar is listed among the init containers, but is to run for ever.
      isInit: isInit && spec?.restartPolicy !== 'Always',
      before: before.find((other) => other.status.name === status.name)?.status,
      settled: settled?.get(containerKey(pod, status)),
      events,
      log: live.logOf(pod, status.name),
      made,
      isJob,
    });
    const unready =
      finding === undefined && !isInit
        ? judgeReadiness(status, describeProbe(spec?.readinessProbe), events)
        : undefined;
    return [finding, unready].filter((one) => one !== undefined);
  });
}

/** A failing readiness probe shows in events only, and every start shows one for a moment. */
function judgeReadiness(status: ContainerStatus, probe: string, events: readonly KubeEvent[]): Finding | undefined {
  if (status.ready === true || status.state?.running === undefined) return undefined;
  const told = events.findLast(
    ({ reason, message }) => reason === 'Unhealthy' && message?.startsWith('Readiness probe ') === true,
  );
  if (told === undefined) return undefined;
  const text = told.message?.replace(/^Readiness probe (?:failed|errored)[^:]*: /, '').trim() ?? '';
  return {
    grade: 'healing',
    code: 'ROLLOUT_FAILED',
    key: 'readiness',
    text: `is not ready: the readiness probe of container ${status.name} (${probe}) fails: ${text}`,
    isUsual: true,
    log: { container: status.name },
  };
}

/** What keeps a pod from a node, or from its volumes. */
function judgePlace(pod: Pod, events: readonly KubeEvent[]): readonly Finding[] {
  const scheduled = conditionOf(pod, 'PodScheduled');
  if (scheduled?.status === 'False') return [judgeUnscheduled(scheduled.reason ?? '', scheduled.message ?? '')];
  const hasBegun = containersOf(pod).some(
    ({ status: { state, lastState } }) => (state?.running ?? state?.terminated ?? lastState?.terminated) !== undefined,
  );
  // Events only ever say that a step failed: that it worked shows in the event of the next one.
  const step = hasBegun ? undefined : events.findLast(({ reason = '' }) => stepsBeforeStart.has(reason));
  return step === undefined ? [] : judgeStep(step);
}

function judgeStep({ reason = '', message = '' }: KubeEvent): readonly Finding[] {
  const text = oneLine(message);
  // A busy node gives up on its own cache now and then, and tries again.
  if (/failed to sync \w+ cache/.test(text)) return [];
  if (reason === 'FailedMount')
    return [{ grade: 'suspect', code: 'ROLLOUT_CONFIG', key: 'mount', text: `cannot mount a volume: ${text}` }];
  if (reason !== 'FailedAttachVolume' && reason !== 'FailedCreatePodSandBox') return [];
  return [{ grade: 'healing', code: 'ROLLOUT_FAILED', key: reason, text: `waits for its node: ${text}` }];
}

const stepsBeforeStart = new Set([
  'FailedAttachVolume',
  'SuccessfulAttachVolume',
  'FailedMount',
  'FailedCreatePodSandBox',
  'Pulling',
  'Pulled',
  'Failed',
  'BackOff',
]);

function judgeUnscheduled(reason: string, message: string): Finding {
  if (reason === 'SchedulingGated')
    return {
      grade: 'healing',
      code: 'ROLLOUT_FAILED',
      key: 'gated',
      text: `waits for a scheduling gate: ${oneLine(message)}`,
    };
  if (/persistentvolumeclaim "[^"]*" not found/.test(message))
    return { grade: 'suspect', code: 'ROLLOUT_CONFIG', key: 'claim', text: `finds no volume: ${oneLine(message)}` };
  return { grade: 'healing', code: 'ROLLOUT_FAILED', key: 'unschedulable', text: `finds no node: ${oneLine(message)}` };
}
