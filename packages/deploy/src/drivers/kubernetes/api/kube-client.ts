import type { KubeObject } from '../kube-object.ts';

/** The API server of one frozen target. */
export interface KubeClient {
  /** URL of the API server, for people. */
  readonly server: string;
  /**
   * Sends one request, and again where that is safe and may help, until the run's deadline.
   * An answer of the API server is returned, also a refusal; throws CLUSTER_UNREACHABLE, CLUSTER_UNTRUSTED,
   * CLUSTER_UNAUTHORIZED, CLUSTER_FAILED (it is no API server, or fails again and again) and CANCELLED.
   */
  send(request: KubeRequest): Promise<KubeAnswer>;
  /**
   * Follows a collection: all there is, then every change, over lost connections, without end until `signal` aborts.
   * `onSync` is called after the first complete listing, and after each new one (a gap may lie before it);
   * `onGap` before the first object of each new listing, which names all there is once more.
   * Rejects with CLUSTER_FORBIDDEN where watching is not allowed, and with the errors of `send`.
   */
  watch(request: WatchRequest, listener: WatchListener): Promise<void>;
  /** Text of a log. `undefined` where there is none (any more), or it may not be read. */
  readLog(request: LogRequest): Promise<string | undefined>;
}

/** One request. */
export interface KubeRequest {
  readonly method: 'GET' | 'POST' | 'PATCH' | 'DELETE';
  /** Path without query, each part encoded: `/apis/apps/v1/namespaces/dev/deployments/orders`. */
  readonly path: string;
  readonly query?: Readonly<Record<string, string>>;
  /** Sent as JSON. */
  readonly body?: unknown;
  /** Media type of the body. Default: application/json; for PATCH application/apply-patch+yaml. */
  readonly contentType?: string;
  /** Default: application/json. */
  readonly accept?: string;
  /** Ends this request in place of the run's signal: what tidies up after a cancelled run still has to be sent. */
  readonly signal?: AbortSignal;
}

/** What the API server said. */
export type KubeAnswer =
  | {
      readonly ok: true;
      readonly status: number;
      readonly object: KubeObject;
      /** Texts of `Warning` headers. */
      readonly warnings: readonly string[];
    }
  | ({ readonly ok: false; readonly warnings: readonly string[] } & KubeRefusal);

/** A `Status` that is no success. */
export interface KubeRefusal {
  /** HTTP status. */
  readonly status: number;
  /** `Conflict`, `Invalid`, `Forbidden`; empty where the server gives none. */
  readonly reason: string;
  readonly message: string;
  readonly causes: readonly { readonly reason: string; readonly message: string; readonly field: string }[];
  /** Kind and name that the refusal is about, where it says so. */
  readonly details: { readonly kind?: string; readonly name?: string; readonly group?: string };
}

/** A collection to follow. */
export interface WatchRequest {
  /** Path of the collection: `/api/v1/namespaces/dev/pods`. */
  readonly path: string;
  readonly query?: Readonly<Record<string, string>>;
  readonly signal: AbortSignal;
}

/** Who is told. Calls come one after the other. */
export interface WatchListener {
  readonly onEvent: (event: { readonly type: 'ADDED' | 'MODIFIED' | 'DELETED'; readonly object: KubeObject }) => void;
  readonly onSync: () => void;
  /** Changes may have been missed, such as a deletion: all that is known is to be forgotten for what comes up to `onSync`. */
  readonly onGap?: () => void;
}

/** Part of a container's log. */
export interface LogRequest {
  readonly namespace: string;
  readonly pod: string;
  readonly container: string;
  /** The container before the last restart. */
  readonly previous: boolean;
  /** Lines from the end. */
  readonly lines: number;
}
