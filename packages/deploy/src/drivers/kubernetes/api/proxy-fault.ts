import { setImmediate } from 'node:timers/promises';
import { SlipwayError } from '@slipway/kit';
import { Fault } from './fault.ts';

/** What the errors of one connection name. */
export interface Endpoint {
  /** URL of the API server, for people. */
  readonly server: string;
  /** Last lines that kubectl proxy wrote to its standard error, without secrets. A credential plugin speaks only there. */
  readonly proxyLines: () => readonly string[];
}

/**
 * Waits until what the proxy wrote before its answer has been read: both are there, and the answer may be seen first.
 * One turn of the event loop looks at every pipe that has something.
 */
export async function letProxySpeak(): Promise<void> {
  await setImmediate();
}

/** The server does not take the certificate that we showed: a matter of credentials, not of trust. */
const clientCertificate =
  /remote error: tls: (?:bad certificate|expired certificate|certificate required|unknown certificate)/;
const wrongScheme = /server gave HTTP response to HTTPS client|first record does not look like a TLS handshake/;
const untrusted = /\btls: |x509: /;
const credentials = /getting credentials|exec plugin|exec: |oauth2: |token source/i;
/** The request cannot have left: there was no connection to send it over. */
const notSent = /\bdial |proxyconnect|no such host|connection refused/;

/**
 * Says what kubectl proxy means with a 500 of its own: plain text, no `Status`.
 * Credentials and trust do not get better by waiting; whatever else it says is taken for a broken network.
 */
export function toProxyFailure(body: string, { server, proxyLines }: Endpoint): Fault | SlipwayError {
  const said = oneLine(body);
  if (clientCertificate.test(said) || (credentials.test(said) && !untrusted.test(said))) {
    return new SlipwayError({
      code: 'CLUSTER_UNAUTHORIZED',
      summary: `There are no valid credentials for the cluster ${server}.`,
      details: [...linesOf(body), ...proxyLines()],
      hint: 'Log in again, or mend the user of this context in the kubeconfig. Plugins run without a terminal and cannot ask.',
    });
  }
  if (wrongScheme.test(said)) {
    return new SlipwayError({
      code: 'CLUSTER_FAILED',
      summary: `What answers at ${server} does not speak TLS.`,
      details: [said],
      hint: 'Look at the scheme and the port of the server in the kubeconfig.',
    });
  }
  if (untrusted.test(said)) {
    return new SlipwayError({
      code: 'CLUSTER_UNTRUSTED',
      summary: `The cluster ${server} does not prove who it is.`,
      details: [said],
      hint: 'Put the CA of the cluster into the kubeconfig (certificate-authority-data). A proxy that opens TLS shows like this too.',
    });
  }
  return new Fault({ error: unreachable(server, said), tries: 5, mayHaveHappened: !notSent.test(said) });
}

/** The error of a cluster that gave no answer. */
export function unreachable(server: string, why: string, cause?: unknown): SlipwayError {
  return new SlipwayError({
    code: 'CLUSTER_UNREACHABLE',
    summary: `The cluster ${server} gave no answer: ${why}.`,
    hint: `See what answers there: curl -k ${server}/version`,
    cause,
  });
}

/** What was said, line by line: a plugin that is missing comes with a hint of its own at the end. */
function linesOf(text: string): readonly string[] {
  const all = text.split('\n').map((line) => oneLine(line));
  return all.filter((line) => line !== '').slice(0, 10);
}

/** One printable line: what a server says may be long, may be HTML, and may hold control characters. */
export function oneLine(text: string): string {
  const line = text
    .replace(/<[^>]*>/g, ' ')
    .replace(/[\p{Cc}\s]+/gu, ' ')
    .trim();
  return line.length > 300 ? `${line.slice(0, 300)}…` : line;
}
