import { isSlipwayError } from '@slipway/kit';
import type { AppliedObject } from '../apply/applied.ts';
import type { RecordEntry } from '../history/stored-release.ts';
import type { KubeObject } from '../kube-object.ts';
import { podSpecOf } from '../pod-templates.ts';

/** How far a release came. */
export interface Progress {
  readonly stage: 'starting' | 'applying' | 'watching' | 'pruning';
  readonly applied: readonly AppliedObject[];
  /** Objects of the set. */
  readonly total: number;
  /** The revision that ran before; absent where there was none. */
  readonly current: RecordEntry | undefined;
}

/** What state things are in after a release failed or was cancelled. Says nothing that may not be so. */
export function describeState(progress: Progress, error: unknown): string {
  // Whoever failed knows best how far it came.
  const own = isSlipwayError(error) && progress.stage !== 'watching' ? error.state : undefined;
  if (progress.stage === 'pruning') {
    return own ?? 'Everything was applied and is ready; what the release no longer holds may not all be deleted.';
  }
  const isLeft = progress.stage === 'watching' && isSlipwayError(error) && error.code === 'CANCELLED';
  return [
    own ?? describeApplied(progress),
    ...(isLeft ? ['The cluster goes on with the rollout by itself.'] : []),
    ...describePrevious(progress),
  ].join(' ');
}

function describeApplied({ applied, total }: Progress): string {
  if (applied.length === 0) return 'Nothing was applied.';
  return `${applied.length} of ${total} ${total === 1 ? 'object was' : 'objects were'} applied.`;
}

function describePrevious({ applied, current }: Progress): readonly string[] {
  if (current === undefined) return applied.length === 0 ? [] : ['There is no earlier release.'];
  const previous = `previous release (revision ${current.revision})`;
  if (applied.length === 0) return [`The ${previous} still serves.`];
  const changed = applied.filter(({ change, object }) => change !== 'unchanged' && podSpecOf(object) !== undefined);
  if (changed.length === 0) return [`The pods of the ${previous} go on as they were.`];
  return changed.every(({ object }) => keepsOldPods(object))
    ? [`The ${previous} still serves: its pods stay until the new ones are ready.`]
    : [`Pods of the ${previous} may be gone already.`];
}

/** Only a rolling Deployment keeps its old pods until new ones are ready; other kinds take one away first. */
function keepsOldPods({ kind, spec }: KubeObject): boolean {
  const { strategy } = (spec ?? {}) as { readonly strategy?: { readonly type?: string } };
  return kind === 'Deployment' && strategy?.type !== 'Recreate';
}
