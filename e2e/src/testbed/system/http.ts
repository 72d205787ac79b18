import { request, type OutgoingHttpHeaders } from 'node:http';

export interface Answer {
  readonly status: number;
  readonly body: string;
}

/** Asks a server on this machine, by port or by socket; undefined when nobody answers within two seconds. */
export function ask(
  where: { readonly port: number } | { readonly socketPath: string },
  path: string,
  headers: OutgoingHttpHeaders = {},
): Promise<Answer | undefined> {
  return new Promise((resolve) => {
    const asked = request({ host: '127.0.0.1', ...where, path, headers, timeout: 2_000 }, (response) => {
      let body = '';
      response.setEncoding('utf8');
      response.on('data', (chunk: string) => {
        body += chunk;
      });
      response.on('end', () => {
        resolve({ status: response.statusCode ?? 0, body });
      });
    });
    asked.on('timeout', () => asked.destroy());
    asked.on('error', () => {
      resolve(undefined);
    });
    asked.end();
  });
}
