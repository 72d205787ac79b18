import type { ErrorCode, ObjectStatus } from '@slipway/kit';
import type { Container } from './containers.ts';

/** How a container is. `code` says why a failed one does not get better by waiting. */
export interface Verdict extends Pick<ObjectStatus, 'message'> {
  readonly state: Exclude<ObjectStatus['state'], 'missing'>;
  readonly code?: Extract<ErrorCode, 'ROLLOUT_CRASHED' | 'ROLLOUT_CONFIG' | 'ROLLOUT_FAILED'>;
}

/** Restarts at which a container is taken for one that crashes on and on. The first may be a start too early. */
const certainRestarts = 2;

/** Says how a container is, from one look at it. A job is done when it ends well; anything else is to run on. */
export function judgeContainer(container: Container, isJob: boolean): Verdict {
  const { status, error, exitCode, restarts } = container;
  if (error !== '') return { state: 'failed', code: 'ROLLOUT_CONFIG', message: `cannot be started: ${error}` };
  if (restarts >= certainRestarts) {
    return { state: 'failed', code: 'ROLLOUT_CRASHED', message: `ends again and again: started ${restarts + 1} times` };
  }
  switch (status) {
    case 'running':
      return judgeHealth(container);
    case 'exited':
    case 'dead':
      if (exitCode !== 0) return { state: 'failed', code: 'ROLLOUT_CRASHED', message: ending(container) };
      if (isJob) return { state: 'ready', message: '' };
      return {
        state: 'failed',
        code: 'ROLLOUT_FAILED',
        message: 'ended with exit code 0, and nothing waits for its end',
      };
    case 'paused':
      return { state: 'failed', code: 'ROLLOUT_FAILED', message: 'is paused' };
    case 'restarting':
      return { state: 'progressing', message: `${ending(container)}, and is started again` };
    default:
      return { state: 'progressing', message: `is ${status}` };
  }
}

function judgeHealth({ health, check }: Container): Verdict {
  if (health === undefined || health === 'healthy') return { state: 'ready', message: '' };
  const said = check === '' ? '' : `: ${check}`;
  if (health === 'unhealthy') return { state: 'failed', code: 'ROLLOUT_FAILED', message: `is unhealthy${said}` };
  return {
    state: 'progressing',
    message: `is starting${said === '' ? ', its health check has not passed yet' : said}`,
  };
}

function ending({ exitCode, outOfMemory }: Container): string {
  return outOfMemory ? 'ran out of memory' : `ended with exit code ${exitCode}`;
}

/** The services that another one waits for to end well, as compose notes it on the containers of that other. */
export function jobsAmong(containers: readonly Container[]): ReadonlySet<string> {
  const dependencies = containers.flatMap(({ labels }) => (labels['com.docker.compose.depends_on'] ?? '').split(','));
  const jobs = dependencies
    .map((entry) => entry.split(':'))
    .filter(([, condition]) => condition === 'service_completed_successfully');
  return new Set(jobs.map(([service = '']) => service));
}
