/** What a container's status says from a step on. */
export interface ContainerStep {
  readonly state: { readonly [name in 'waiting' | 'running' | 'terminated']?: Readonly<Record<string, unknown>> };
  readonly lastState?: { readonly terminated: Readonly<Record<string, unknown>> };
  /** Default: as before. */
  readonly restartCount?: number;
  /** Default: false. */
  readonly isReady?: boolean;
}

/** What happens to a pod at one moment. */
export interface PodStep {
  /** Milliseconds after the step before. Default: the cluster's pace. */
  readonly pause?: number;
  /** Of the first container. */
  readonly container?: ContainerStep;
  /** Default: as before, and `Pending` at first. */
  readonly phase?: 'Pending' | 'Running' | 'Succeeded' | 'Failed';
  /** Conditions that are put in place of those of the same type. */
  readonly conditions?: readonly Readonly<Record<string, unknown>>[];
  readonly event?: { readonly type: 'Normal' | 'Warning'; readonly reason: string; readonly message: string };
  /** Log of the first container from here on, and of the container before it. */
  readonly log?: string;
  readonly previousLog?: string;
}

/** The life of a pod; or why none is made. */
export type PodScript = readonly PodStep[] | { readonly refused: string };

/** Which pods a script is for. The last script that was given and fits counts. */
export interface PodMatch {
  /** Tested against the image of the first container. Default: any. */
  readonly image?: RegExp;
  /** Tested against the name of the workload. Default: any. */
  readonly name?: RegExp;
}
