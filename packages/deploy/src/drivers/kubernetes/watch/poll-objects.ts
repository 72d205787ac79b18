import type { Clock } from '../api/clock.ts';
import type { KubeClient } from '../api/kube-client.ts';
import { toRefusalError } from '../api/refusal-error.ts';
import { resourcePath } from '../api/resource-path.ts';
import type { AppliedObject } from '../apply/applied.ts';
import type { Follower } from './follow-cluster.ts';
import { followedKind } from './kube-status.ts';

/** What to look at. */
export interface PollSettings {
  readonly client: KubeClient;
  readonly clock: Clock;
  readonly follower: Follower;
  readonly objects: readonly AppliedObject[];
}

/** Looks now and then at what no watch tells of: kinds that may not be watched, and those that are not worth a watch. */
export interface Polling {
  /** When the next look is due; Infinity where everything is watched. */
  nextAt(): number;
  /** Brings the live state up to date where a look is due. Throws CLUSTER_FORBIDDEN and the errors of `send`. */
  lookIfDue(): Promise<void>;
}

/** Milliseconds from one look to the next. */
const every = 2000;

/** Creates a polling whose first look is due one interval from now: the answers to the changes are fresh. */
export function pollObjects({ client, clock, follower, objects }: PollSettings): Polling {
  const unwatched = objects.filter(({ object }) => {
    const kind = followedKind(object);
    return kind === undefined || !follower.isFollowed(kind, object.metadata.namespace ?? '');
  });
  let nextAt = unwatched.length === 0 ? Infinity : clock.now() + every;

  const look = async ({ object, resource }: AppliedObject): Promise<void> => {
    const { name, namespace } = object.metadata;
    const answer = await client.send({ method: 'GET', path: resourcePath(resource, { namespace, name }) });
    const collection = followedKind(object) ?? 'others';
    if (answer.ok) follower.live.update(collection, { type: 'MODIFIED', object: answer.object });
    else if (answer.status === 404) follower.live.update(collection, { type: 'DELETED', object });
    else throw toRefusalError(answer, { kind: object.kind, name, namespace });
  };
  return {
    nextAt: () => nextAt,
    async lookIfDue() {
      if (clock.now() < nextAt) return;
      await Promise.all(unwatched.map(look));
      nextAt = clock.now() + every;
    },
  };
}
