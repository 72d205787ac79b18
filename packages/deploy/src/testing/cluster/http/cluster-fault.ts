import type { Reply, SeenRequest } from './kube-http.ts';

/** What befalls a request. */
export type ClusterFaultAnswer =
  /** This is answered, and nothing done. */
  | Reply
  /** The connection breaks before anything is done. */
  | 'reset'
  /** The work is done, and the connection breaks in place of the answer. */
  | 'lose-answer'
  /** The work is done, and the connection breaks in the middle of the answer's body. */
  | 'cut-body'
  /** Nothing is done and nothing answered, until the client or the cluster ends it. */
  | 'silence';

/** A fault, and the requests it befalls. */
export interface ClusterFault {
  readonly answer: ClusterFaultAnswer;
  /** Default: any. */
  readonly method?: string;
  /** Tested against the path with its query. Default: any. */
  readonly path?: RegExp;
  /** Fitting requests that pass first. Default: 0. */
  readonly skip?: number;
  /** Fitting requests that it befalls. Default: 1. */
  readonly times?: number;
}

/** A fault that was ordered. */
export interface OrderedFault {
  /** Resolves when it befell the first request. */
  readonly happened: Promise<void>;
}

/** Faults that were ordered and not used up. */
export interface ClusterFaults {
  order(fault: ClusterFault): OrderedFault;
  take(request: SeenRequest): ClusterFaultAnswer | undefined;
  clear(): void;
}

/** Creates an empty queue. The first fault ordered that fits a request counts. */
export function createClusterFaults(): ClusterFaults {
  let orders: { readonly fault: ClusterFault; skip: number; times: number; readonly tell: () => void }[] = [];
  return {
    order(fault) {
      const { promise, tell } = createNotice();
      orders.push({ fault, skip: fault.skip ?? 0, times: fault.times ?? 1, tell });
      return { happened: promise };
    },
    take({ method, path, query }) {
      const line = `${path}?${new URLSearchParams(query).toString()}`;
      for (const order of orders) {
        const { fault } = order;
        if (order.times === 0 || (fault.method ?? method) !== method || !(fault.path ?? /^/).test(line)) continue;
        if (order.skip > 0) {
          order.skip -= 1;
          continue;
        }
        order.times -= 1;
        order.tell();
        return fault.answer;
      }
      return undefined;
    },
    clear() {
      orders = [];
    },
  };
}

function createNotice(): { readonly promise: Promise<void>; readonly tell: () => void } {
  let tell = (): void => undefined;
  const promise = new Promise<void>((resolve) => {
    tell = resolve;
  });
  return { promise, tell };
}
