import type { ContainerSpec, ContainerStatus, KubeEvent } from '../kube-status.ts';
import type { MadeBySet } from './made-by-set.ts';

/** One container of a pod of the release, and all that bears on its verdict. */
export interface ContainerCase {
  readonly status: ContainerStatus;
  readonly spec: ContainerSpec | undefined;
  readonly isInit: boolean;
  /** How it was when the release began; `undefined` for a pod of the release itself. */
  readonly before: ContainerStatus | undefined;
  /** How often it had ended when its object was ready first; `undefined` as long as it never was. */
  readonly settled: number | undefined;
  /** Events about its pod, oldest first. */
  readonly events: readonly KubeEvent[];
  /** What it logged before it ended, where that was read. */
  readonly log: string | undefined;
  readonly made: MadeBySet;
  /** It belongs to a Job: ending well is its aim, and how often it may fail is the Job's to count. */
  readonly isJob: boolean;
}

/** `container app`, `init container migrate`. */
export function containerName({ isInit, status }: Pick<ContainerCase, 'isInit' | 'status'>): string {
  return `${isInit ? 'init container' : 'container'} ${status.name}`;
}
