import type { KubeObject } from '../../../drivers/kubernetes/kube-object.ts';
import { isJson, readField, readList, readNumber, readObject, readText, type Json } from '../objects/json.ts';
import {
  change,
  hashTemplate,
  make,
  mergeConditions,
  ownedBy,
  ownerOf,
  refresh,
  withoutZeros,
  type Control,
} from './controller.ts';

const revisionOf = 'deployment.kubernetes.io/revision';

/** Rolls a Deployment towards its template: all new pods at once, the old ones end when the new ones are ready. */
export function reconcileDeployment(control: Control, deployment: KubeObject): void {
  const isPaused = readField(deployment, 'spec', 'paused') === true;
  if (!isPaused) rollOut(control, deployment);
  const now = refresh(control, deployment) ?? deployment;
  change(control, now, { ...now, status: statusOf(control, now, isPaused) }, 'status');
}

/** Marks a Deployment that did not get on in its time. */
export function expireProgress(control: Control, deployment: KubeObject, set: string): void {
  const now = refresh(control, deployment);
  if (now === undefined || newestOf(control, now)?.metadata.name !== set) return;
  if (readText(progressOf(now), 'reason') === 'NewReplicaSetAvailable') return;
  const message = `ReplicaSet "${set}" has timed out progressing.`;
  const condition = { type: 'Progressing', status: 'False', reason: 'ProgressDeadlineExceeded', message };
  const status = { ...readObject(now, 'status'), conditions: mergeConditions(now, [condition]) };
  change(control, now, { ...now, status }, 'status');
}

function rollOut(control: Control, deployment: KubeObject): void {
  const sets = ownedBy(control, deployment, 'ReplicaSet');
  const replicas = readNumber(deployment, 'spec', 'replicas');
  const newest = newestOf(control, deployment) ?? makeSet(control, deployment, sets);
  const revision = highest(sets.filter(({ metadata }) => metadata.name !== newest.metadata.name)) + 1;
  // A template that was there before counts as the newest again.
  if (Number(newest.metadata.annotations?.[revisionOf] ?? 0) < revision) mark(control, newest, String(revision));
  const current = refresh(control, newest) ?? newest;
  mark(control, deployment, current.metadata.annotations?.[revisionOf] ?? '1');
  scale(control, current, replicas);
  const isComplete = readNumber(current, 'status', 'availableReplicas') >= replicas;
  if (isComplete) for (const set of sets) if (set.metadata.uid !== current.metadata.uid) scale(control, set, 0);
}

function newestOf(control: Control, deployment: KubeObject): KubeObject | undefined {
  const name = `${deployment.metadata.name}-${hashTemplate(deployment)}`;
  return ownedBy(control, deployment, 'ReplicaSet').find(({ metadata }) => metadata.name === name);
}

function makeSet(control: Control, deployment: KubeObject, others: readonly KubeObject[]): KubeObject {
  const hash = hashTemplate(deployment);
  const { name, namespace = '' } = deployment.metadata;
  const template = readObject(deployment, 'spec', 'template');
  const labels = {
    ...(readObject(template, 'metadata', 'labels') as Record<string, string>),
    'pod-template-hash': hash,
  };
  const set = make(control, {
    apiVersion: 'apps/v1',
    kind: 'ReplicaSet',
    metadata: {
      name: `${name}-${hash}`,
      namespace,
      labels,
      annotations: { [revisionOf]: String(highest(others) + 1) },
      ownerReferences: [ownerOf(deployment)],
    },
    spec: {
      replicas: readNumber(deployment, 'spec', 'replicas'),
      selector: { matchLabels: labels },
      template: { ...template, metadata: { ...readObject(template, 'metadata'), labels } },
    },
  });
  const seconds = readNumber(deployment, 'spec', 'progressDeadlineSeconds');
  control.state.schedule.atTime(() => expireProgress(control, deployment, set.metadata.name), seconds * 1000);
  return set;
}

function highest(sets: readonly KubeObject[]): number {
  return Math.max(0, ...sets.map(({ metadata }) => Number(metadata.annotations?.[revisionOf] ?? 0)));
}

function mark(control: Control, object: KubeObject, revision: string): void {
  const annotations = { ...object.metadata.annotations, [revisionOf]: revision };
  change(control, object, { ...object, metadata: { ...object.metadata, annotations } });
}

function scale(control: Control, set: KubeObject, replicas: number): void {
  change(control, set, { ...set, spec: { ...readObject(set, 'spec'), replicas } });
}

function statusOf(control: Control, deployment: KubeObject, isPaused: boolean): Json {
  const wanted = readNumber(deployment, 'spec', 'replicas');
  const newest = newestOf(control, deployment);
  const sets = ownedBy(control, deployment, 'ReplicaSet');
  const sum = (field: string): number => sets.reduce((total, set) => total + readNumber(set, 'status', field), 0);
  const updated = readNumber(newest, 'status', 'replicas');
  const available = sum('availableReplicas');
  const isComplete =
    updated === wanted && sum('replicas') === wanted && readNumber(newest, 'status', 'availableReplicas') === wanted;
  const counts = withoutZeros({
    observedGeneration: deployment.metadata.generation,
    replicas: sum('replicas'),
    updatedReplicas: updated,
    readyReplicas: sum('readyReplicas'),
    availableReplicas: available,
    unavailableReplicas: Math.max(0, wanted - available),
  });
  const conditions = [
    availability(available >= wanted),
    isPaused ? paused() : progress(deployment, newest, isComplete),
    ...readList(newest, 'status', 'conditions').filter(isJson).map(withoutTimes),
  ];
  return { ...counts, conditions: mergeConditions(deployment, conditions) };
}

function availability(isAvailable: boolean): Json {
  return isAvailable
    ? {
        type: 'Available',
        status: 'True',
        reason: 'MinimumReplicasAvailable',
        message: 'Deployment has minimum availability.',
      }
    : {
        type: 'Available',
        status: 'False',
        reason: 'MinimumReplicasUnavailable',
        message: 'Deployment does not have minimum availability.',
      };
}

function paused(): Json {
  return { type: 'Progressing', status: 'Unknown', reason: 'DeploymentPaused', message: 'Deployment is paused' };
}

function progress(deployment: KubeObject, newest: KubeObject | undefined, isComplete: boolean): Json {
  const name = newest?.metadata.name ?? '';
  const before = progressOf(deployment);
  if (isComplete) {
    const message = `ReplicaSet "${name}" has successfully progressed.`;
    return { type: 'Progressing', status: 'True', reason: 'NewReplicaSetAvailable', message };
  }
  // Once complete it stays so until there is another template, also while pods crash; and so does a missed deadline.
  const isAboutThis = readText(before, 'message').includes(`"${name}"`);
  const isFinal = ['NewReplicaSetAvailable', 'ProgressDeadlineExceeded'].includes(readText(before, 'reason'));
  if (isAboutThis && isFinal && isJson(before)) return withoutTimes(before);
  const message = `ReplicaSet "${name}" is progressing.`;
  return { type: 'Progressing', status: 'True', reason: 'ReplicaSetUpdated', message };
}

function progressOf(deployment: KubeObject): unknown {
  return readList(deployment, 'status', 'conditions').find((one) => readText(one, 'type') === 'Progressing');
}

function withoutTimes({ lastTransitionTime: _, lastUpdateTime: __, ...condition }: Json): Json {
  return condition;
}
