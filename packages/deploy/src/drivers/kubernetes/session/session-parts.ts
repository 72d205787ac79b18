import type { DeployTarget, DriverContext } from '@slipway/kit';
import type { KubeClient } from '../api/kube-client.ts';
import type { ResourceFinder } from '../api/resources.ts';
import type { HistoryPlace } from '../history/history-place.ts';
import type { AccessPlace } from './access-lines.ts';

/** What every function of an open session works with. */
export interface SessionParts {
  readonly client: KubeClient;
  readonly finder: ResourceFinder;
  readonly target: DeployTarget;
  readonly context: DriverContext;
  /** Namespace of the kubeconfig's context. */
  readonly contextNamespace: string | undefined;
  /** How kubectl gets to where the session leads. */
  readonly access: AccessPlace;
}

/** Where a release keeps its records, once its namespace is known. */
export function historyPlace({ client, target }: SessionParts, namespace: string): HistoryPlace {
  return { client, release: target.release, environment: target.environment, namespace };
}
