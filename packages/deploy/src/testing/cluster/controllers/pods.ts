import type { KubeObject } from '../../../drivers/kubernetes/kube-object.ts';
import { logKey } from '../http/answer-read.ts';
import { isJson, readList, readNumber, readObject, readText, type Json } from '../objects/json.ts';
import { change, conditionOf, make, mergeConditions, ownerOf, refresh, tell, type Control } from './controller.ts';
import type { ContainerStep, PodStep } from './pod-script.ts';

/** What a pod is made of. */
export interface PodWish {
  readonly owner: KubeObject;
  readonly name: string;
  readonly labels: Readonly<Record<string, string>>;
  /** Name of the workload that scripts are chosen by. */
  readonly workload: string;
}

/** Makes a pod of its owner's template and starts its life. Gives why not, where the script refuses it. */
export function makePod(control: Control, { owner, name, labels, workload }: PodWish): string | undefined {
  const template = readObject(owner, 'spec', 'template');
  const spec = readObject(template, 'spec');
  const image = readText(readList(spec, 'containers')[0], 'image');
  const script = control.scriptFor({ image, name: workload, kind: owner.kind });
  if ('refused' in script) return script.refused;
  const pod = make(control, {
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: {
      name,
      namespace: owner.metadata.namespace ?? '',
      labels: { ...(readObject(template, 'metadata', 'labels') as Record<string, string>), ...labels },
      ownerReferences: [ownerOf(owner)],
    },
    spec: { ...spec, nodeName: 'node' },
    status: { phase: 'Pending' },
  });
  live(control, pod, script);
  return undefined;
}

/** Whether a pod counts as ready. */
export function isReady(pod: KubeObject): boolean {
  return conditionOf(pod, 'Ready') === 'True' && pod.metadata.deletionTimestamp === undefined;
}

/** Ends a pod that is being deleted. */
export function endPod(control: Control, pod: KubeObject): void {
  control.state.schedule.later(() => {
    const found = refresh(control, pod);
    if (found !== undefined) control.state.store.remove(control.state.kinds.of('Pod'), found);
  });
}

function live(control: Control, pod: KubeObject, [step, ...rest]: readonly PodStep[]): void {
  if (step === undefined) return;
  control.state.schedule.later(() => {
    const found = refresh(control, pod);
    if (found === undefined) return;
    takeStep(control, found, step);
    live(control, pod, rest);
  }, step.pause);
}

function takeStep(control: Control, pod: KubeObject, step: PodStep): void {
  const { namespace = '', name } = pod.metadata;
  const container = readText(readList(pod, 'spec', 'containers')[0], 'name');
  const { logs } = control.state;
  if (step.log !== undefined) logs.set(logKey(namespace, name, container, false), step.log);
  if (step.previousLog !== undefined) logs.set(logKey(namespace, name, container, true), step.previousLog);
  const status: Json = {
    ...readObject(pod, 'status'),
    ...(step.phase === undefined ? {} : { phase: step.phase }),
    ...(step.conditions === undefined ? {} : { conditions: mergeConditions(pod, step.conditions) }),
    ...(step.container === undefined ? {} : { containerStatuses: containerStatuses(pod, step.container) }),
  };
  change(control, pod, { ...pod, status }, 'status');
  if (step.event !== undefined) tell(control, pod, step.event);
}

function containerStatuses(pod: KubeObject, step: ContainerStep): readonly unknown[] {
  return readList(pod, 'spec', 'containers').map((container, index) => {
    const before = readList(pod, 'status', 'containerStatuses')[index];
    const { state, lastState, restartCount = readNumber(before, 'restartCount'), isReady: ready = false } = step;
    return {
      name: readText(container, 'name'),
      image: readText(container, 'image'),
      imageID: '',
      ready,
      started: 'running' in state,
      restartCount,
      state,
      lastState: lastState ?? (isJson(before) ? (before['lastState'] ?? {}) : {}),
    };
  });
}
