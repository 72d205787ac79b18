import type { ContainerStatus, Terminated } from '../kube-status.ts';
import { containerName, type ContainerCase } from './container-case.ts';
import type { Finding } from './signal.ts';

/** How a container ended last; `undefined` if it never did. */
export function lastEnding({ state, lastState }: ContainerStatus): Terminated | undefined {
  return state?.terminated ?? lastState?.terminated;
}

/** How often a container has ended. */
export function countEndings(status: ContainerStatus): number {
  return restartsOf(status) + (isDown(status) ? 1 : 0);
}

/** Judges a container that ended at least once and was running before: by its last ending, and how often. */
export function judgeEnding(facts: ContainerCase): Finding | undefined {
  const { status, log } = facts;
  const ending = lastEnding(status);
  if (ending === undefined || isAim(facts, ending) || isPast(facts)) return undefined;
  const base = { code: 'ROLLOUT_CRASHED', log: { container: status.name } } as const;
  if (log !== undefined && /exec format error/.test(log)) return { ...base, ...wrongPlatform(containerName(facts)) };
  const { text, key, enough } = describeEnding(facts, ending);
  if (facts.settled !== undefined && countEndings(status) > facts.settled)
    return { ...base, grade: 'certain', key, text: `${text}, after it was ready` };
  if (isLoop(facts, enough)) return { ...base, grade: 'certain', key, text };
  return status.ready === true ? undefined : { ...base, grade: 'healing', key, text };
}

/** Whether it was to end, and did so well. */
function isAim({ isInit, isJob }: ContainerCase, { exitCode }: Terminated): boolean {
  return exitCode === 0 && (isInit || isJob);
}

/** What restarted before the release and runs is no concern of it. */
function isPast({ status, before }: ContainerCase): boolean {
  return freshEndings(status, before) <= 0 && !isDown(status);
}

/** Whether it has ended often enough since the release began to be sure that it will again. */
function isLoop({ status, before, isJob }: ContainerCase, enough: Description['enough']): boolean {
  if (isJob) return false;
  const endings = freshEndings(status, before);
  // Who was down at the start gets one more try: it may have waited for what this release brings.
  if (before !== undefined && isDown(before)) return endings >= 1;
  if (enough === 'second ending') return endings >= 2;
  return restartsOf(status) - (before === undefined ? 0 : restartsOf(before)) >= 2;
}

function freshEndings(status: ContainerStatus, before: ContainerStatus | undefined): number {
  return countEndings(status) - (before === undefined ? 0 : countEndings(before));
}

/** How often a container was started again. */
export function restartsOf({ restartCount = 0 }: ContainerStatus): number {
  return restartCount;
}

/** A program for other machines; the key is one, whether the runtime or the program's log tells. */
export function wrongPlatform(name: string): Pick<Finding, 'grade' | 'key' | 'text' | 'hint'> {
  return {
    grade: 'certain',
    key: 'platform',
    text: `cannot run ${name}: exec format error, its program is for another platform than the node's`,
    hint: platformHint,
  };
}

/** What to do about an image that does not fit the nodes. */
export const platformHint =
  'See the nodes with `kubectl get nodes -L kubernetes.io/arch`, and build for them: `nx docker-build <project> --platforms=linux/amd64,linux/arm64`.';

function isDown({ state, lastState }: ContainerStatus): boolean {
  return state?.terminated !== undefined || (state?.waiting !== undefined && lastState?.terminated !== undefined);
}

interface Description {
  readonly key: string;
  readonly text: string;
  /** A crash may be a wait for a database, and gets a second restart; these do not heal by running again. */
  readonly enough: 'second ending' | 'second restart';
}

function describeEnding(facts: ContainerCase, { reason, exitCode }: Terminated): Description {
  const name = containerName(facts);
  const limit = facts.spec?.resources?.limits?.['memory'];
  if (reason === 'OOMKilled') {
    const text =
      limit === undefined
        ? `crashes: ${name} is killed because memory ran out (OOMKilled)`
        : `crashes: ${name} is killed for using more than its memory limit ${limit} (OOMKilled)`;
    return { key: 'memory', text, enough: 'second ending' };
  }
  const probe = killingProbe(facts);
  if (probe !== undefined)
    return {
      key: probe.kind,
      text: `is restarted: ${name} fails its ${probe.kind} probe${probe.text}`,
      enough: 'second ending',
    };
  if (exitCode === 0)
    return {
      key: 'ended',
      text: `crashes: the process of ${name} ended by itself (exit code 0)`,
      enough: 'second ending',
    };
  return { key: 'crash', text: `crashes: ${name} ends with exit code ${exitCode}`, enough: 'second restart' };
}

/** The kubelet says in an event that it kills a container for a probe, and in another what the probe found. */
function killingProbe({ events, status }: ContainerCase): { readonly kind: string; readonly text: string } | undefined {
  for (const { reason, message } of events.toReversed()) {
    const found = reason === 'Killing' ? /^Container (\S+) failed (liveness|startup) probe/.exec(message ?? '') : null;
    if (found?.[1] !== status.name) continue;
    const kind = found[2] ?? '';
    const told = events.findLast(
      (event) =>
        event.reason === 'Unhealthy' && event.message?.toLowerCase().startsWith(`${kind} probe failed: `) === true,
    );
    const text = told?.message?.slice(`${kind} probe failed: `.length).trim();
    return { kind, text: text === undefined ? '' : `: ${text}` };
  }
  return undefined;
}
