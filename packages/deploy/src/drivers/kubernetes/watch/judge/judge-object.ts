import type { LiveView } from '../live-state.ts';
import { conditionOf, followedKind, type KubeEvent, type Workload } from '../kube-status.ts';
import { isObserved, newestPods, newestReplicaSet } from '../newest-pods.ts';
import { judgePod } from './judge-pod.ts';
import { judgeRefusal } from './judge-refusal.ts';
import type { MadeBySet } from './made-by-set.ts';
import { measureProgress } from './measure-progress.ts';
import { worstOf, type Signal } from './signal.ts';

/** What an object of the release is in. */
export type Judgement =
  | { readonly state: 'ready'; readonly text: string; readonly warning?: string }
  | { readonly state: 'progressing'; readonly text: string }
  | {
      /**
       * `failed` does not get better by waiting; `suspect` fails where it lasts; `waiting` may heal by itself, and
       * explains a time-out.
       */
      readonly state: 'failed' | 'suspect' | 'waiting';
      readonly text: string;
      /** The worst sign, which gave the state. */
      readonly signal: Signal;
      /** All of them. */
      readonly signals: readonly Signal[];
    };

/** What is known beside the object. */
export interface JudgeFacts {
  readonly live: LiveView;
  readonly made: MadeBySet;
  /** How often each container of its pods had ended when it was ready first; see `countPodEndings`. */
  readonly settled?: ReadonlyMap<string, number>;
}

/** Judges one object as it is now. Pure: the same state gives the same judgement, however it came about. */
export function judgeObject(object: Workload, facts: JudgeFacts): Judgement {
  const progress = measureProgress(object, facts.live, facts.made.leastReplicas(object));
  const signals = signalsOf(object, facts);
  const worst = worstOf(signals);
  // A pod without readiness probe is ready between two crashes: what ends again and again is never ready.
  const isCrashing = signals.some(({ grade, code }) => grade === 'certain' && code === 'ROLLOUT_CRASHED');
  if (progress.isComplete && !isCrashing && object.spec?.paused !== true)
    return {
      state: 'ready',
      text: progress.text,
      ...(progress.warning === undefined ? {} : { warning: progress.warning }),
    };
  if (worst === undefined) return { state: 'progressing', text: progress.text };
  return { state: states[worst.grade], text: progress.text, signal: worst, signals };
}

const states = { certain: 'failed', suspect: 'suspect', healing: 'waiting' } as const;

function signalsOf(object: Workload, facts: JudgeFacts): readonly Signal[] {
  const isJob = followedKind(object) === 'jobs';
  const ofPods = newestPods(object, facts.live).flatMap((pod) => judgePod(pod, { ...facts, isJob }));
  return [...judgeSelf(object, facts.live, ofPods), ...judgeCreation(object, facts.live), ...ofPods];
}

/** What the object's own conditions say for good. */
function judgeSelf(object: Workload, live: LiveView, ofPods: readonly Signal[]): readonly Signal[] {
  if (object.spec?.paused === true)
    return [
      {
        grade: 'certain',
        code: 'ROLLOUT_FAILED',
        key: 'paused',
        text: 'is paused, so the new revision is not rolled out',
        hint: `\`kubectl rollout resume ${object.kind.toLowerCase()}/${object.metadata.name}\` lets it go on.`,
      },
    ];
  if (followedKind(object) === 'jobs') return judgeJob(object, ofPods);
  return followedKind(object) === 'deployments' && isObserved(object) ? judgeDeadline(object, live, ofPods) : [];
}

function judgeDeadline(object: Workload, live: LiveView, ofPods: readonly Signal[]): readonly Signal[] {
  const progressing = conditionOf(object, 'Progressing');
  if (progressing?.reason !== 'ProgressDeadlineExceeded') return [];
  // A roll-back starts with the condition of the roll-out that failed.
  const earlier = live.before(object.metadata.uid ?? '');
  if (earlier !== undefined && conditionOf(earlier, 'Progressing')?.lastUpdateTime === progressing.lastUpdateTime)
    return [];
  const worst = worstOf(ofPods);
  if (worst?.grade === 'certain') return [];
  const why = worst === undefined ? '' : `: ${worst.text}`;
  const text = `made no progress within its progressDeadlineSeconds${why}`;
  return [{ ...worst, grade: 'certain', code: 'ROLLOUT_TIMEOUT', key: 'deadline', text }];
}

function judgeJob(object: Workload, ofPods: readonly Signal[]): readonly Signal[] {
  // FailureTarget comes first: the Job is lost, its last pods are being ended.
  const failed = ['FailureTarget', 'Failed']
    .map((type) => conditionOf(object, type))
    .find((found) => found?.status === 'True');
  if (failed === undefined) return [];
  const worst = worstOf(ofPods);
  const why = [failed.reason, failed.message].filter((part) => part !== undefined && part !== '').join(': ');
  return [
    {
      ...worst,
      grade: 'certain',
      code: 'ROLLOUT_FAILED',
      key: 'job',
      text: `failed: ${why}${worst === undefined ? '' : ` (${worst.text})`}`,
    },
  ];
}

/** Why pods cannot be made. Deployments have a condition for it, through their ReplicaSet; others only events. */
function judgeCreation(object: Workload, live: LiveView): readonly Signal[] {
  return followedKind(object) === 'deployments' ? judgeReplicaFailure(object, live) : judgeCreationEvents(object, live);
}

function judgeReplicaFailure(object: Workload, live: LiveView): readonly Signal[] {
  const isBlind = live.replicaSetsOf(object.metadata.uid ?? '').length === 0;
  // A Deployment repeats what any of its ReplicaSets says, also an old one.
  const holder = isBlind ? object : newestReplicaSet(object, live);
  if (holder === undefined || !isObserved(holder)) return [];
  const failure = conditionOf(holder, 'ReplicaFailure');
  return failure?.status === 'True' && failure.reason !== 'FailedDelete' ? [judgeRefusal(failure.message ?? '')] : [];
}

function judgeCreationEvents(object: Workload, live: LiveView): readonly Signal[] {
  const told = live.eventsAbout(object.metadata.uid ?? '').findLast(isAboutCreation);
  if (told?.reason !== 'FailedCreate') return [];
  const finding = judgeRefusal(told.message ?? '');
  // An event has no generation: it may be the last of what this release has just mended.
  return [finding.grade === 'certain' ? { ...finding, grade: 'suspect', patience: 3 } : finding];
}

function isAboutCreation({ reason }: KubeEvent): boolean {
  return reason === 'FailedCreate' || reason === 'SuccessfulCreate';
}
