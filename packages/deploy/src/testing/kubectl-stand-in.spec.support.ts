import { chmodSync, mkdtempSync, realpathSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/**
 * A program that does what the driver asks of kubectl, where there is none: it shows the one kubeconfig it is given,
 * and its proxy passes every byte on to the server of that file, which must speak plain http.
 */
const program = `
const { readFileSync } = require('node:fs');
const http = require('node:http');
const args = process.argv.slice(2);
const flag = (name) => args.find((arg) => arg.startsWith('--' + name + '='))?.slice(name.length + 3);
if (args[0] === 'version') return console.log(JSON.stringify({ clientVersion: { gitVersion: 'v1.34.0' } }));
const text = readFileSync(flag('kubeconfig') ?? process.env.KUBECONFIG, 'utf8');
if (args[0] === 'config') return console.log(text);
const { hostname, port } = new URL(JSON.parse(text).clusters[0].cluster.server);
const server = http.createServer((incoming, outgoing) => {
  const { method, url: path, headers } = incoming;
  const request = http.request({ hostname, port, method, path, headers }, (answer) => {
    outgoing.writeHead(answer.statusCode, answer.headers);
    outgoing.flushHeaders();
    answer.on('error', () => outgoing.destroy()).pipe(outgoing);
  });
  request.on('error', (error) => {
    if (outgoing.headersSent) return outgoing.destroy();
    outgoing.writeHead(500, { 'content-type': 'text/plain' });
    outgoing.end('dial tcp: ' + error.message);
  });
  outgoing.on('close', () => request.destroy());
  incoming.pipe(request);
});
server.listen({ path: flag('unix-socket') }, () => console.log('Starting to serve on ' + flag('unix-socket')));
`;

/** Writes the program and a kubeconfig whose only context, `fake`, leads to a server. */
export function writeKubectlStandIn(server: string): { readonly kubectl: string; readonly kubeconfig: string } {
  const folder = realpathSync(mkdtempSync(join(tmpdir(), 'slipway-spec-')));
  const kubectl = join(folder, 'kubectl');
  const kubeconfig = join(folder, 'kubeconfig');
  writeFileSync(kubectl, `#!${process.execPath}\n(() => {${program}})();\n`);
  chmodSync(kubectl, 0o755);
  writeFileSync(
    kubeconfig,
    JSON.stringify({
      'current-context': 'fake',
      contexts: [{ name: 'fake', context: { cluster: 'fake', user: 'fake' } }],
      clusters: [{ name: 'fake', cluster: { server } }],
      users: [{ name: 'fake', user: { token: 'secret' } }],
    }),
  );
  return { kubectl, kubeconfig };
}
