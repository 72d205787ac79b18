import type { AppliedObject } from '../apply/applied.ts';
import type { KubeObject } from '../kube-object.ts';
import { judgeObject, type Judgement } from './judge/judge-object.ts';
import { countPodEndings } from './judge/judge-pod.ts';
import { toMadeBySet, type MadeBySet } from './judge/made-by-set.ts';
import type { Signal } from './judge/signal.ts';
import { asWorkload, conditionOf, followedKind, type Workload } from './kube-status.ts';
import type { LiveView } from './live-state.ts';
import { newestPods } from './newest-pods.ts';

/** What to keep track of. */
export interface TrackSettings {
  /** Those that are waited for. */
  readonly objects: readonly AppliedObject[];
  /** What the whole release makes. */
  readonly made: MadeBySet;
  readonly live: LiveView;
  /** Milliseconds for which what is ready must stay so. */
  readonly settle: number;
}

/** One object, and how it is. */
export interface Tracked {
  /** As it is now; as it was applied, where it is not seen any more. */
  readonly object: Workload;
  readonly judgement: Judgement;
  /** What it is lost for. */
  readonly failure?: Signal;
  /** When it is settled, in the time given to `judge`; absent as long as it is not ready. */
  readonly settledAt?: number;
  /** Signs that were there for long enough to be worth a line. */
  readonly notable: readonly Signal[];
  /** When a sign becomes notable or a failure, if nothing changes. */
  readonly nextAt?: number;
}

/** Judges the objects of a release over time. */
export interface Tracker {
  /** How each object is at a time, in milliseconds that never go back. */
  judge(now: number): readonly Tracked[];
}

/** Milliseconds for which a suspect must last to be a failure. */
const patience = 20_000;
/** Milliseconds after which a sign that every start shows is worth a line. */
const usual = 5000;

/** What one object has shown so far. */
interface Memory {
  readonly since: Map<string, number>;
  isFirst: boolean;
  /** Whether it was not touched and ready from the beginning, and so has settled long ago. */
  isOld: boolean;
  readyAt: number | undefined;
  settled: ReadonlyMap<string, number> | undefined;
}

/** Creates a tracker that has seen nothing yet. */
export function trackObjects({ objects, made, live, settle }: TrackSettings): Tracker {
  const memories = objects.map((): Memory => ({
    since: new Map(),
    isFirst: true,
    isOld: false,
    readyAt: undefined,
    settled: undefined,
  }));

  const track = (applied: AppliedObject, memory: Memory, now: number): Tracked => {
    const uid = applied.object.metadata.uid ?? '';
    const object = seenOf(applied, live);
    if (live.isGone(uid) && !hasEnded(object)) return lost(object);
    const facts = { live, made, ...(memory.settled === undefined ? {} : { settled: memory.settled }) };
    const judgement = judgeObject(object, facts);
    if (memory.isFirst) memory.isOld = applied.change === 'unchanged' && judgement.state === 'ready';
    memory.isFirst = false;
    if (judgement.state === 'ready') {
      memory.since.clear();
      memory.readyAt ??= now;
      // Who joins later, by scaling, is measured from then on.
      memory.settled = new Map([...countPodEndings(newestPods(object, live)), ...(memory.settled ?? [])]);
      const wait = memory.isOld ? 0 : settleTime(object, settle);
      return { object, judgement, settledAt: memory.readyAt + wait, notable: [] };
    }
    memory.readyAt = undefined;
    return { object, judgement, ...weigh('signals' in judgement ? judgement.signals : [], memory.since, now) };
  };

  return {
    judge: (now) =>
      objects.flatMap((applied, index) => {
        const memory = memories[index];
        return memory === undefined ? [] : [track(applied, memory, now)];
      }),
  };
}

/** Whether an object is worth waiting for: it makes pods, or says by a condition that it does not work yet. */
export function isAwaited(object: KubeObject, live: LiveView): boolean {
  if (followedKind(object) !== undefined) return true;
  return judgeObject(asWorkload(object), { live, made: toMadeBySet([]) }).state !== 'ready';
}

/** What is left of the settle time after an object's own minReadySeconds, which its controller has waited for. */
function settleTime(object: Workload, settle: number): number {
  const kind = followedKind(object);
  if (kind === undefined || kind === 'jobs' || hasNoPods(object)) return 0;
  return Math.max(0, settle - (object.spec?.minReadySeconds ?? 0) * 1000);
}

function hasNoPods(object: Workload): boolean {
  return followedKind(object) === 'daemonsets' ? !object.status?.desiredNumberScheduled : object.spec?.replicas === 0;
}

function weigh(
  signals: readonly Signal[],
  since: Map<string, number>,
  now: number,
): Pick<Tracked, 'failure' | 'notable' | 'nextAt'> {
  const present = new Set(signals.map(({ key }) => key));
  for (const key of since.keys()) if (!present.has(key)) since.delete(key);
  for (const key of present) if (!since.has(key)) since.set(key, now);
  const lasts = ({ key }: Signal): number => now - (since.get(key) ?? now);
  const failure =
    signals.find(({ grade }) => grade === 'certain') ??
    signals.find((signal) => signal.grade === 'suspect' && lasts(signal) >= patienceWith(signal));
  const next = signals.map(
    (signal) => Math.min(...turningPoints(signal).filter((point) => point > lasts(signal))) - lasts(signal),
  );
  const nextAt = now + Math.min(...next);
  return {
    ...(failure === undefined ? {} : { failure }),
    notable: signals.filter((signal) => signal.isUsual !== true || lasts(signal) >= usual),
    ...(Number.isFinite(nextAt) ? { nextAt } : {}),
  };
}

function patienceWith({ patience: seconds }: Signal): number {
  return seconds === undefined ? patience : seconds * 1000;
}

function turningPoints(signal: Signal): readonly number[] {
  return [...(signal.grade === 'suspect' ? [patienceWith(signal)] : []), ...(signal.isUsual === true ? [usual] : [])];
}

function seenOf({ object }: AppliedObject, live: LiveView): Workload {
  const { uid = '' } = object.metadata;
  return live.find(uid) ?? live.lastOf(uid) ?? asWorkload(object);
}

/** A Job may have a time to live, which ends while others are still waited for. */
function hasEnded(object: Workload): boolean {
  if (followedKind(object) !== 'jobs') return false;
  return ['Complete', 'Failed'].some((type) => conditionOf(object, type)?.status === 'True');
}

function lost(object: Workload): Tracked {
  const signal: Signal = {
    grade: 'certain',
    code: 'ROLLOUT_FAILED',
    key: 'gone',
    text: 'was deleted by somebody while it was waited for',
  };
  return {
    object,
    judgement: { state: 'failed', text: 'gone', signal, signals: [signal] },
    failure: signal,
    notable: [],
  };
}
