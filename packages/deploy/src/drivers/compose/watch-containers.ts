import { setTimeout as wait } from 'node:timers/promises';
import { cancellationOf, SlipwayError, type DriverContext } from '@slipway/kit';
import { runDocker, type ComposeProject } from './compose-command.ts';
import { readContainers, type Container } from './containers.ts';
import { jobsAmong, judgeContainer } from './judge-container.ts';

/** What to wait for. */
export interface WatchSettings {
  readonly project: ComposeProject;
  /** Services that must be ready. */
  readonly services: readonly string[];
  /** Seconds for which what is ready must stay so. */
  readonly settle: number;
  /** Ends the waiting, with the reason to throw. */
  readonly deadline: AbortSignal;
  /** What state things are in if this fails. */
  readonly state: string;
}

/** Milliseconds between two looks: each costs two short processes. */
const interval = 300;
/** Lines of a failed container that its error shows. */
const logLines = 20;

/**
 * Waits until every container of the services is ready and has stayed so. A failure that does not heal is told at once,
 * with the last lines of the container. Throws ROLLOUT_CRASHED, ROLLOUT_CONFIG, ROLLOUT_FAILED, and what the deadline says.
 */
export async function watchContainers(settings: WatchSettings, context: DriverContext): Promise<readonly Container[]> {
  const { project, services, settle, deadline, state } = settings;
  const signal = AbortSignal.any([context.signal, deadline]);
  let steadySince: number | undefined;
  let restarts = '';
  let told = '';
  for (;;) {
    const all = await readContainers(project, context);
    const jobs = jobsAmong(all);
    const containers = all.filter(({ service }) => services.includes(service));
    const verdicts = containers.map((container) => ({
      container,
      ...judgeContainer(container, jobs.has(container.service)),
    }));
    const failed = verdicts.find((verdict) => verdict.state === 'failed');
    if (failed !== undefined) throw await toRolloutError({ ...failed, project, state }, context);

    const missing = services.filter((service) => containers.every((container) => container.service !== service));
    const pending = [
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
    await wait(interval, undefined, { signal }).catch(() => {
      throw withPending(cancellationOf(signal), pending, state);
    });
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

async function toRolloutError(
  {
    container,
    message,
    code = 'ROLLOUT_FAILED',
    project,
    state,
  }: {
    readonly container: Container;
    readonly message: string;
    readonly code?: 'ROLLOUT_CRASHED' | 'ROLLOUT_CONFIG' | 'ROLLOUT_FAILED';
    readonly project: ComposeProject;
    readonly state: string;
  },
  context: DriverContext,
): Promise<SlipwayError> {
  const args = ['logs', `--tail=${logLines}`, container.id];
  const logs = await runDocker(project, { args, effect: 'read', acceptExitCodes: [1] }, context);
  const lines = `${logs.stdout}${logs.stderr}`.split('\n').filter((line) => line.trim() !== '');
  return new SlipwayError({
    code,
    summary: `The container ${container.name} ${message}.`,
    details: lines.length === 0 ? ['It printed nothing.'] : ['It printed last:', ...lines.slice(-logLines)],
    state,
    hint: `Look at all it says: docker --context ${project.place.name} logs ${container.name}`,
  });
}
