import { isSlipwayError, SlipwayError, type DriverContext } from '@slipway/kit';
import { runDocker, type ComposeProject } from './compose-command.ts';
import { readContainers, type Container } from './containers.ts';
import { jobsAmong, judgeContainer, type Verdict } from './judge-container.ts';

/** A container that failed, and what state that leaves things in. */
export interface FailedContainer extends Pick<Verdict, 'message' | 'code'> {
  readonly container: Container;
  readonly state: string;
}

/** Lines of a failed container that its error shows. */
const logLines = 20;

/** Says why a container failed, with the last lines that it printed. */
export async function toRolloutError(
  project: ComposeProject,
  { container, message, code = 'ROLLOUT_FAILED', state }: FailedContainer,
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

/**
 * Says why `up` failed: compose tells that a service which others wait for did not do well, the container tells why.
 * What is no error of ours passes through.
 */
export async function explainUp(
  project: ComposeProject,
  error: unknown,
  state: string,
  context: DriverContext,
): Promise<unknown> {
  if (!isSlipwayError(error)) return error;
  if (error.code === 'COMMAND_FAILED') {
    const containers = await readContainers(project, context);
    const jobs = jobsAmong(containers);
    for (const container of containers) {
      const verdict = judgeContainer(container, jobs.has(container.service));
      if (verdict.state === 'failed') return toRolloutError(project, { ...verdict, container, state }, context);
    }
  }
  return withState(error, state);
}

/** The error with what state things are in. */
export function withState(error: unknown, state: string): unknown {
  if (!isSlipwayError(error)) return error;
  const { code, summary, details, hint } = error;
  return new SlipwayError({ code, summary, details, state, cause: error, ...(hint === undefined ? {} : { hint }) });
}
