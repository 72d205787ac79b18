import { setTimeout as wait } from 'node:timers/promises';
import { cancellationOf, SlipwayError, type DriverContext } from '@slipway/kit';
import type { ComposeProject } from './compose-command.ts';
import { readContainers, type Container } from './containers.ts';
import { jobsAmong, judgeContainer } from './judge-container.ts';
import { toRolloutError } from './rollout-error.ts';

/** What to wait for. */
export interface WatchSettings {
  readonly project: ComposeProject;
  /** Services that must be ready. */
  readonly services: readonly string[];
  /** Whether any service may end well, not only those that another waits for. */
  readonly mayEnd?: boolean;
  /** Seconds for which what is ready must stay so. */
  readonly settle: number;
  /** Ends the waiting, with the reason to throw. */
  readonly deadline: AbortSignal;
  /** What state things are in if this fails. */
  readonly state: string;
}

/** Milliseconds between two looks: each costs two short processes. */
const interval = 300;

/**
 * Waits until every container of the services is ready and has stayed so. A failure that does not heal is told at once,
 * with the last lines of the container. Throws ROLLOUT_CRASHED, ROLLOUT_CONFIG, ROLLOUT_FAILED, and what the deadline says.
 */
export async function watchContainers(settings: WatchSettings, context: DriverContext): Promise<readonly Container[]> {
  const { project, services, settle, deadline, state, mayEnd = false } = settings;
  const signal = AbortSignal.any([context.signal, deadline]);
  let steadySince: number | undefined;
  let restarts = '';
  let told = '';
  let pending: readonly string[] = [];
  const inTime = (error: unknown): never => {
    throw signal.aborted ? withPending(cancellationOf(signal), pending, state) : error;
  };
  // An engine that falls silent must not outlast the deadline either.
  const looking: DriverContext = { ...context, run: (command) => context.run({ signal: deadline, ...command }) };
  for (;;) {
    const all = await readContainers(project, looking).catch(inTime);
    const jobs = jobsAmong(all);
    const containers = all.filter(({ service }) => services.includes(service));
    const verdicts = containers.map((container) => ({
      container,
      ...judgeContainer(container, mayEnd || jobs.has(container.service)),
    }));
    const failed = verdicts.find((verdict) => verdict.state === 'failed');
    if (failed !== undefined) throw await toRolloutError(project, { ...failed, state }, context);

    const missing = services.filter((service) => containers.every((container) => container.service !== service));
    pending = [
      ...missing.map((service) => `${service} has no container`),
      ...verdicts
        .filter((verdict) => verdict.state !== 'ready')
        .map(({ container, message }) => `${container.name} ${message}`),
    ];
    const counts = containers.map(({ id, restarts: count }) => `${id} ${count}`).join();
    // One that restarted while nobody looked has not stayed ready.
    if (pending.length > 0 || counts !== restarts) steadySince = undefined;
    restarts = counts;
    if (pending.length === 0) {
      steadySince ??= performance.now();
      if (performance.now() - steadySince >= settle * 1000) return containers;
    } else if (pending.join() !== told) {
      told = pending.join();
      context.logger.verbose(pending.join('; '));
    }
    await wait(interval, undefined, { signal }).catch(inTime);
  }
}

function withPending(error: SlipwayError, pending: readonly string[], state: string): SlipwayError {
  const { code, summary, details, hint } = error;
  return new SlipwayError({
    code,
    summary,
    details: [...details, ...pending.map((line) => `${line}.`)],
    state,
    ...(hint === undefined ? {} : { hint }),
  });
}
