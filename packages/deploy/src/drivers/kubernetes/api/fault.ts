import type { SlipwayError } from '@slipway/kit';
import type { KubeAnswer } from './kube-client.ts';

/** What is known about a try that failed. */
export interface FaultContent {
  /** What the user is told if this was the last try. */
  readonly error: SlipwayError;
  /** Most tries of such a fault, the first one among them. */
  readonly tries: number;
  /** Milliseconds that the server asked everybody to wait. */
  readonly retryAfter?: number;
  /** Whether the server may have done what was asked: the answer was lost, not the request. */
  readonly mayHaveHappened: boolean;
  /** Whether nothing listens any more where the proxy did. */
  readonly isProxyGone?: boolean;
  /** Whether the connection stands, or seems to, and nothing comes. */
  readonly isSilence?: boolean;
  /** What the last try ends with in place of the error. */
  readonly answer?: KubeAnswer;
}

/** A try that failed, and that another one may mend. Never leaves this folder. */
export class Fault extends Error {
  readonly content: FaultContent;

  constructor(content: FaultContent) {
    super(content.error.summary, { cause: content.error });
    this.content = content;
  }
}
