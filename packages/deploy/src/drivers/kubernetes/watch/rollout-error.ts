import { SlipwayError } from '@slipway/kit';
import type { KubeClient } from '../api/kube-client.ts';
import type { KubeObject } from '../kube-object.ts';
import { worstOf, type Signal } from './judge/signal.ts';
import { readCrashLog } from './read-crash-log.ts';
import type { Tracked } from './track-objects.ts';

/** An object that failed, and why. */
export interface Failure {
  readonly object: KubeObject;
  readonly signal: Signal;
  /** Last lines of the container that the sign is about. */
  readonly log: readonly string[];
}

/** Objects with the log read: one container is asked for each, and what cannot be read is left out. */
const mostLogs = 5;

/** Adds to objects that are not ready what their containers said. */
export async function toFailures(client: KubeClient, tracked: readonly Tracked[]): Promise<readonly Failure[]> {
  const failures = tracked.map(async (one, index): Promise<Failure | undefined> => {
    const signal = signOf(one);
    if (signal === undefined) return undefined;
    const { pod, log } = signal;
    const isAsked = pod !== undefined && log !== undefined && index < mostLogs;
    const place = { namespace: namespaceOf(one.object), pod: pod ?? '', container: log?.container ?? '' };
    return { object: one.object, signal, log: isAsked ? await readCrashLog(client, place) : [] };
  });
  return (await Promise.all(failures)).filter((failure) => failure !== undefined);
}

/** The error of a release in which objects failed for good: it is named after the first, and tells of all. */
export function toRolloutError([first, ...others]: readonly Failure[]): SlipwayError {
  if (first === undefined) throw new RangeError('There is no failure to tell of.');
  const { object, signal } = first;
  return new SlipwayError({
    code: signal.code,
    summary: `${titleOf(object)} ${withPeriod(signal.text)}`,
    details: [...detailsOf(first), ...others.flatMap(alsoFailed)],
    hint: signal.hint ?? hintFor(object, signal),
  });
}

/** The error of a release that was not ready in time, which may yet become so. */
export function toTimeoutError(
  unfinished: readonly Tracked[],
  seconds: number,
  logs: readonly Failure[],
): SlipwayError {
  const [first] = unfinished.toSorted((one, other) => rank(one) - rank(other));
  const others = unfinished.filter((tracked) => tracked !== first);
  const signal = first === undefined ? undefined : signOf(first);
  const text = first === undefined ? '' : `${titleOf(first.object)} was not ready within ${Math.round(seconds)} s`;
  const log = logs.find(({ object }) => object === first?.object);
  return new SlipwayError({
    code: 'ROLLOUT_TIMEOUT',
    summary: `${text}: ${withPeriod(first?.judgement.text ?? '')}`,
    details: [
      ...(signal === undefined
        ? ['Nothing that would keep it from getting ready was seen.']
        : [`It ${withPeriod(signal.text)}`]),
      ...(log === undefined ? [] : detailsOf(log)),
      ...others.map(({ object, judgement }) => `${titleOf(object)} is not ready either: ${withPeriod(judgement.text)}`),
    ],
    hint:
      first === undefined
        ? 'Raise the timeout.'
        : `See \`${describeCommand(first.object, signal)}\`, or raise the timeout where it only needs longer.`,
  });
}

/** `Deployment orders`. */
export function titleOf({ kind, metadata }: KubeObject): string {
  return `${kind} ${metadata.name}`;
}

/** The worst sign of an object that is not ready. */
export function signOf({ judgement, failure }: Tracked): Signal | undefined {
  return failure ?? ('signals' in judgement ? worstOf(judgement.signals) : undefined);
}

function detailsOf({ signal, log }: Failure): readonly string[] {
  return [
    ...(signal.pod === undefined ? [] : [`Seen on pod ${signal.pod}.`]),
    ...(signal.log === undefined || log.length === 0
      ? []
      : [`Last lines of container ${signal.log.container}:`, ...log.map((line) => `  ${line}`)]),
  ];
}

function alsoFailed(failure: Failure): readonly string[] {
  return [`${titleOf(failure.object)} ${withPeriod(failure.signal.text)}`, ...detailsOf(failure)];
}

function hintFor(object: KubeObject, signal: Signal): string {
  const { pod, log, code } = signal;
  if (code === 'ROLLOUT_CRASHED' && pod !== undefined && log !== undefined)
    return `\`kubectl -n ${namespaceOf(object)} logs ${pod} -c ${log.container} --previous\` shows more.`;
  return `\`${describeCommand(object, signal)}\` shows more.`;
}

function describeCommand(object: KubeObject, signal: Signal | undefined): string {
  const what = signal?.pod === undefined ? `${object.kind.toLowerCase()} ${object.metadata.name}` : `pod ${signal.pod}`;
  return `kubectl -n ${namespaceOf(object)} describe ${what}`;
}

function namespaceOf({ metadata }: KubeObject): string {
  return metadata.namespace ?? 'default';
}

function withPeriod(text: string): string {
  return /[.!?]$/.test(text) ? text : `${text}.`;
}

function rank(tracked: Tracked): number {
  const signal = signOf(tracked);
  if (signal === undefined) return 3;
  return signal.isUsual === true ? 2 : signal.grade === 'suspect' ? 0 : 1;
}
