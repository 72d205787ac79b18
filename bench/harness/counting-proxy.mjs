import { readFileSync } from 'node:fs';
import http from 'node:http';
import https from 'node:https';

/**
 * Stands in front of an API server, passes everything on with the credentials of a kubeconfig, and counts the requests.
 * @param target `server`, `ca`, `cert` and `key` as a flattened kubeconfig has them
 */
export async function startCountingProxy({ server, ca, cert, key }) {
  const requests = [];
  const { protocol, hostname, port } = new URL(server);
  const client = protocol === 'https:' ? https : http;
  const agent = new client.Agent({ keepAlive: true });
  const proxy = http.createServer((incoming, answer) => {
    requests.push(`${incoming.method} ${incoming.url}`);
    const { method, url: path, headers } = incoming;
    const outgoing = client.request({ agent, hostname, port, method, path, headers, ca, cert, key }, (response) => {
      answer.writeHead(response.statusCode, response.headers);
      response.pipe(answer);
    });
    outgoing.on('error', (error) => answer.destroy(error));
    answer.on('close', () => outgoing.destroy());
    incoming.pipe(outgoing);
  });
  await new Promise((resolve) => proxy.listen(0, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${proxy.address().port}`,
    requests,
    close: () =>
      new Promise((resolve) => {
        proxy.closeAllConnections();
        agent.destroy();
        proxy.close(resolve);
      }),
  };
}

/** Reads where a flattened kubeconfig leads to. Only client certificates: that is what the test bed has. */
export function readTarget(kubeconfig) {
  const { clusters, users } = JSON.parse(kubeconfig);
  const [{ cluster }] = clusters;
  const [{ user }] = users;
  const decode = (text) => (text === undefined ? undefined : Buffer.from(text, 'base64'));
  const certificate = (data, file) => decode(data) ?? (file === undefined ? undefined : readFileSync(file));
  return {
    server: cluster.server,
    ca: certificate(cluster['certificate-authority-data'], cluster['certificate-authority']),
    cert: certificate(user['client-certificate-data'], user['client-certificate']),
    key: certificate(user['client-key-data'], user['client-key']),
  };
}
