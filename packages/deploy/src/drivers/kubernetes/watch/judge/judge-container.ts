import { classifyPull } from './classify-pull.ts';
import { containerName, type ContainerCase } from './container-case.ts';
import { judgeEnding, lastEnding, platformHint, wrongPlatform } from './judge-ending.ts';
import { oneLine } from './one-line.ts';
import type { Finding } from './signal.ts';

/** Judges one container by what the kubelet says of it. `undefined`: nothing is wrong. */
export function judgeContainer(facts: ContainerCase): Finding | undefined {
  return judgePull(facts) ?? judgeConfig(facts) ?? judgeStart(facts) ?? judgeWaiting(facts) ?? judgeEnding(facts);
}

const pullReasons = new Set([
  'ErrImagePull',
  'ImagePullBackOff',
  'InvalidImageName',
  'ErrImageNeverPull',
  'RegistryUnavailable',
  'SignatureValidationFailed',
  'ImageInspectError',
]);
const startErrors = new Set(['StartError', 'ContainerCannotRun']);
const harmless = new Set(['', 'ContainerCreating', 'PodInitializing', 'CrashLoopBackOff']);

function judgePull(facts: ContainerCase): Finding | undefined {
  const { spec, events } = facts;
  const { reason, message } = waitingOf(facts);
  if (!pullReasons.has(reason)) return undefined;
  // Older kubelets say only that they back off: the cause is in the event then.
  const told = events.findLast(({ message: text }) => text?.startsWith('Failed to pull image ') === true)?.message;
  const text =
    /^Back-off pulling image "[^"]*"$/.test(message) && told !== undefined
      ? told.replace(/^[^:]*"[^"]*": /, '')
      : message;
  const { grade, cause, isPlatformMissing } = classifyPull(text);
  // The status names what was resolved, now and then another tag: the specification is what was asked for.
  const image = spec?.image ?? `of ${containerName(facts)}`;
  if (isPlatformMissing)
    return {
      grade,
      code: 'ROLLOUT_IMAGE',
      key: 'platform',
      text: `cannot run image ${image}: it has no part for the platform of the node`,
      hint: platformHint,
    };
  const secret = events.findLast(({ reason }) => reason === 'FailedToRetrieveImagePullSecret')?.message;
  return {
    grade,
    code: 'ROLLOUT_IMAGE',
    key: 'pull',
    text: `cannot get image ${image}: ${oneLine(cause)}`,
    ...(secret === undefined ? {} : { hint: `The cluster says too: ${oneLine(secret)}` }),
  };
}

function judgeConfig(facts: ContainerCase): Finding | undefined {
  const { reason, message } = waitingOf(facts);
  if (reason !== 'CreateContainerConfigError') return undefined;
  const text = `cannot start ${containerName(facts)}: ${oneLine(message)}`;
  const base = { code: 'ROLLOUT_CONFIG', key: 'config', text } as const;
  if (/runAsNonRoot|breaks non-root policy/.test(message))
    return {
      ...base,
      grade: 'certain',
      hint: 'Set securityContext.runAsUser to a user that is not 0, or build the image with one.',
    };
  const missing =
    /^(configmap|secret) "([^"]+)" not found/.exec(message) ??
    /couldn't find key \S+ in (ConfigMap|Secret) [^/\s]+\/(\S+)/.exec(message);
  if (missing === null) return { ...base, grade: 'suspect' };
  const mayCome = facts.made.mayMake(missing[1] ?? '', missing[2] ?? '');
  return mayCome
    ? { ...base, grade: 'suspect' }
    : { ...base, grade: 'certain', hint: 'Add it to the manifests, or make it in the namespace.' };
}

/** The runtime could not make a process: it says why in the ending, or while the kubelet waits. */
function judgeStart(facts: ContainerCase): Finding | undefined {
  const waiting = waitingOf(facts);
  const ending = { reason: '', message: waiting.message, ...lastEnding(facts.status) };
  const isStartError = startErrors.has(ending.reason) && facts.status.ready !== true;
  if (!isStartError && waiting.reason !== 'RunContainerError') return undefined;
  const { message } = isStartError ? ending : waiting;
  const name = containerName(facts);
  if (/exec format error/.test(message)) return { code: 'ROLLOUT_CRASHED', ...wrongPlatform(name) };
  const cause = (/exec: .*$/s.exec(message)?.[0] ?? message).replace(/: unknown$/, '');
  const isCertain = /no such file or directory|permission denied|executable file not found|is a directory/.test(cause);
  return {
    grade: isCertain ? 'certain' : 'suspect',
    code: 'ROLLOUT_CONFIG',
    key: 'start',
    text: `cannot start ${name}: ${oneLine(cause)}`,
  };
}

function judgeWaiting(facts: ContainerCase): Finding | undefined {
  const { reason, message } = waitingOf(facts);
  if (harmless.has(reason)) return undefined;
  return {
    grade: 'suspect',
    code: 'ROLLOUT_CONFIG',
    key: `waiting ${reason}`,
    text: `cannot start ${containerName(facts)}: ${reason}: ${oneLine(message)}`,
  };
}

function waitingOf({ status }: ContainerCase): { readonly reason: string; readonly message: string } {
  return { reason: '', message: '', ...status.state?.waiting };
}
