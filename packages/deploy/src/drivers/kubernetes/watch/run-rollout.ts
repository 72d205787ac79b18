import { SlipwayError, throwIfCancelled, type Logger } from '@slipway/kit';
import type { Clock } from '../api/clock.ts';
import type { KubeClient } from '../api/kube-client.ts';
import type { AppliedObject } from '../apply/applied.ts';
import { createBell, type Bell } from './bell.ts';
import { collectionsFor } from './collections-for.ts';
import type { Follower } from './follow-cluster.ts';
import { toMadeBySet } from './judge/made-by-set.ts';
import { keepCrashLogs } from './keep-crash-logs.ts';
import { followedKind } from './kube-status.ts';
import { pollObjects } from './poll-objects.ts';
import { createRolloutReport } from './report-rollout.ts';
import { toFailures, toRolloutError, toTimeoutError } from './rollout-error.ts';
import type { RolloutGoal } from './start-rollout.ts';
import { isAwaited, trackObjects, type Tracked } from './track-objects.ts';

/** Milliseconds without a whole listing after which a rollout whose time is up is given up: a server that restarts is back by then. */
const longestBlindness = 60_000;

/** A rollout that is under way. */
export interface RolloutRun {
  readonly client: KubeClient;
  readonly signal: AbortSignal;
  readonly logger: Logger;
  readonly clock: Clock;
  readonly follower: Follower;
  readonly goal: RolloutGoal;
}

/** Waits until the goal is reached, as `Rollout.finish` promises. */
export async function runRollout(run: RolloutRun): Promise<void> {
  const { signal, follower, clock } = run;
  const bell = createBell(clock);
  follower.onChange(bell.ring);
  signal.addEventListener('abort', bell.ring);
  try {
    await watchObjects(run, bell);
  } finally {
    signal.removeEventListener('abort', bell.ring);
    follower.onChange(() => undefined);
    bell.dispose();
  }
}

async function watchObjects(run: RolloutRun, bell: Bell): Promise<void> {
  const { client, clock, follower, goal, signal } = run;
  const { live } = follower;
  // The answers to the changes are newer than what was watched: they carry the generation to wait for.
  for (const { object } of goal.objects) live.update(followedKind(object) ?? 'others', { type: 'MODIFIED', object });
  const objects = goal.objects.filter(({ object }) => isAwaited(object, live));
  const polling = pollObjects({ client, clock, follower, objects });
  warnOfBlindness(run, objects);

  // Also of what nobody waits for: a ConfigMap that is applied, an autoscaler with its minimum.
  const made = toMadeBySet(goal.objects.map(({ object }) => object));
  const tracker = trackObjects({ objects, made, live, settle: goal.settle * 1000 });
  const report = createRolloutReport(run.logger);
  const logs = keepCrashLogs({ client, live, onLog: bell.ring });
  const deadline = clock.now() + goal.timeout * 1000;
  const blindness = boundBlindness(client.server, deadline);
  for (;;) {
    throwIfCancelled(signal);
    follower.assertFollowing();
    await polling.lookIfDue();
    const now = clock.now();
    // While a listing is under way, what is known is neither what was before nor what is after it.
    const isWhole = follower.isWhole();
    const tracked = isWhole ? tracker.judge(now) : [];
    report.tell(tracked, now);
    if (isWhole && tracked.every(({ settledAt = Infinity }) => settledAt <= now)) return;
    await throwIfFailed(run, tracked);
    const late = tracked.filter(({ settledAt }) => settledAt === undefined);
    if (now >= deadline && late.length > 0) throw toTimeoutError(late, goal.timeout, await toFailures(client, late));
    const giveUpAt = blindness.check(isWhole, now);
    logs.readNew(tracked);
    await bell.wait(Math.min(polling.nextAt(), now < deadline ? deadline : giveUpAt, nextTurn(tracked, now)));
  }
}

/** Counts how long nothing whole is known. `check` answers when it gives up, and throws CLUSTER_UNREACHABLE from then on. */
function boundBlindness(
  server: string,
  deadline: number,
): { readonly check: (isWhole: boolean, now: number) => number } {
  let since: number | undefined;
  return {
    check(isWhole, now) {
      since = isWhole ? undefined : (since ?? now);
      const until = since === undefined ? Infinity : Math.max(deadline, since + longestBlindness);
      if (now < until) return until;
      throw new SlipwayError({
        code: 'CLUSTER_UNREACHABLE',
        summary: `The cluster ${server} has not said for ${longestBlindness / 1000} s how the release is.`,
        hint: 'Look at the cluster, then run the same command again: what was applied already is not applied twice.',
      });
    },
  };
}

async function throwIfFailed({ client }: RolloutRun, tracked: readonly Tracked[]): Promise<void> {
  const failed = tracked.filter(({ failure }) => failure !== undefined);
  if (failed.length > 0) throw toRolloutError(await toFailures(client, failed));
}

/** When something changes by nothing but time: a suspect has lasted, or what is ready has settled. */
function nextTurn(tracked: readonly Tracked[], now: number): number {
  const turns = tracked.flatMap(({ settledAt = Infinity, nextAt = Infinity }) => [settledAt, nextAt]);
  return Math.min(...turns.filter((turn) => turn > now));
}

function warnOfBlindness({ follower, logger }: RolloutRun, objects: readonly AppliedObject[]): void {
  const awaited = objects.map(({ object }) => object).filter((object) => followedKind(object) !== undefined);
  const blind = awaited.flatMap(({ kind, metadata: { namespace = '' } }) =>
    collectionsFor([kind])
      .filter((collection) => !follower.isFollowed(collection, namespace))
      .map((collection) => ({ collection, namespace })),
  );
  if (blind.length === 0) return;
  const list = (words: readonly string[]): string => [...new Set(words)].sort().join(', ');
  const what = list(blind.map(({ collection }) => collection));
  const where = list(blind.map(({ namespace }) => namespace));
  logger.warn(`This account may not watch ${what} in ${where}: a failure may show only when time is up.`);
}
