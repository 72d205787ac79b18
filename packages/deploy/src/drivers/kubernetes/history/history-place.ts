import type { KubeClient } from '../api/kube-client.ts';

/** Where the records of one release are. */
export interface HistoryPlace {
  readonly client: KubeClient;
  /** Name of the release. */
  readonly release: string;
  readonly namespace: string;
  /** The environment's name: a label of every record, for people. */
  readonly environment: string;
}

/** Path of the Secrets, or of one. */
export function secretsPath({ namespace }: HistoryPlace, name?: string): string {
  const path = `/api/v1/namespaces/${encodeURIComponent(namespace)}/secrets`;
  return name === undefined ? path : `${path}/${encodeURIComponent(name)}`;
}
