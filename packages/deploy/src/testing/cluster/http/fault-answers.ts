import { refuse } from '../objects/refusal.ts';
import { textReply, toReply, type Reply } from './kube-http.ts';

/** Answers of servers and of what stands before them, as they were seen; for `cluster.fault`. */
export const faultAnswers: {
  /** 429 with `Retry-After`. */
  readonly tooManyRequests: (seconds: number) => Reply;
  /** 503 with HTML, from a load balancer. */
  readonly unavailable: Reply;
  /** 504 with a Status. */
  readonly timeout: Reply;
  /** 500: a webhook did not answer. May pass by itself. */
  readonly webhookFailed: (name: string) => Reply;
  /** 400: a webhook said no. */
  readonly webhookDenied: (name: string, why: string) => Reply;
  /** 302 to another place. */
  readonly redirect: (location: string) => Reply;
  /** 409 without causes. */
  readonly modified: Reply;
  /** 401. */
  readonly unauthorized: Reply;
  /** 200 with HTML: no API server at all. */
  readonly notKubernetes: Reply;
} = {
  tooManyRequests: (seconds) => {
    const message = 'the server has received too many requests and has asked us to try again later';
    const reply = toReply(refuse(429, 'TooManyRequests', message, { retryAfterSeconds: seconds }));
    return { ...reply, headers: { ...reply.headers, 'retry-after': String(seconds) } };
  },
  unavailable: textReply(503, '<html><body>Service Unavailable</body></html>', 'text/html'),
  timeout: toReply(refuse(504, 'Timeout', 'Timeout: request did not complete within the allotted timeout', {})),
  webhookFailed: (name) =>
    toReply(
      refuse(
        500,
        'InternalError',
        `Internal error occurred: failed calling webhook "${name}": failed to call webhook: Post "https://${name}": context deadline exceeded`,
        { causes: [{ message: `failed calling webhook "${name}"` }] },
      ),
    ),
  webhookDenied: (name, why) =>
    toReply(refuse(400, undefined, `admission webhook "${name}" denied the request: ${why}`)),
  redirect: (location) => ({ ...textReply(302, ''), headers: { location } }),
  modified: toReply(
    refuse(
      409,
      'Conflict',
      'Operation cannot be fulfilled: the object has been modified; please apply your changes to the latest version and try again',
      {},
    ),
  ),
  unauthorized: toReply(refuse(401, 'Unauthorized', 'Unauthorized')),
  notKubernetes: textReply(200, '<html><body>It works!</body></html>', 'text/html'),
};
