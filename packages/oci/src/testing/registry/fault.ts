/** What a registry does wrong. */
export type FaultAction =
  /** Answers this in place of what it should, and does nothing. */
  | {
      readonly kind: 'status';
      readonly status: number;
      readonly headers?: Readonly<Record<string, string>>;
      readonly body?: string;
    }
  /** Breaks the connection once this many bytes of the request's body have come. Default: 0. */
  | { readonly kind: 'reset'; readonly afterBytes?: number }
  /** Takes the request and never answers. */
  | { readonly kind: 'stall' }
  /** Does the work, and answers once the promise is resolved. */
  | { readonly kind: 'hold'; readonly until: Promise<void> }
  /** Does the work, then breaks the connection in place of answering. */
  | { readonly kind: 'lose-reply' }
  /** Sends the answer byte by byte. */
  | { readonly kind: 'trickle' }
  /** Breaks the connection in the middle of the answer's body. */
  | { readonly kind: 'truncate' }
  /** Changes a byte of the answer's body. */
  | { readonly kind: 'corrupt' }
  /** Names another digest in `Docker-Content-Digest`, or none. */
  | { readonly kind: 'digest-header'; readonly value: string | undefined }
  /** Stores other bytes than were sent, and says so in `Docker-Content-Digest` only. */
  | { readonly kind: 'store-other' }
  /** Sends the client on to the same path at another origin. */
  | { readonly kind: 'redirect'; readonly origin: string; readonly status?: number }
  /** Ends every token handed out so far, then goes on. */
  | { readonly kind: 'expire-tokens' };

/** A fault, and the requests it befalls. */
export interface Fault {
  readonly action: FaultAction;
  /** Default: any. */
  readonly method?: string;
  /** Tested against path and query. Default: any. */
  readonly path?: RegExp;
  /** Matching requests that pass first. Default: 0. */
  readonly skip?: number;
  /** Matching requests that it befalls. Default: 1. */
  readonly times?: number;
}

/** Faults that were ordered and not used up. */
export interface FaultQueue {
  order(fault: Fault): void;
  /** The fault for a request. The first one ordered that fits counts. */
  take(method: string, pathAndQuery: string): FaultAction | undefined;
  clear(): void;
}

/** Creates an empty queue. */
export function createFaultQueue(): FaultQueue {
  let orders: readonly { readonly fault: Fault; skip: number; times: number }[] = [];
  return {
    order(fault) {
      orders = [...orders, { fault, skip: fault.skip ?? 0, times: fault.times ?? 1 }];
    },
    take(method, pathAndQuery) {
      for (const order of orders) {
        const { fault } = order;
        if (fault.method !== undefined && fault.method !== method) continue;
        if (fault.path !== undefined && !fault.path.test(pathAndQuery)) continue;
        if (order.times === 0) continue;
        if (order.skip > 0) {
          order.skip -= 1;
          continue;
        }
        order.times -= 1;
        return fault.action;
      }
      return undefined;
    },
    clear() {
      orders = [];
    },
  };
}
