import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { certificateFolder, clients } from './certificates.ts';
import type { Cluster } from './cluster.ts';

type Client = keyof typeof clients;

/** The path of a client's kubeconfig. */
export function kubeconfigOf({ folder }: Cluster, client: Client): string {
  return join(folder, `${client}.kubeconfig`);
}

/** Writes a kubeconfig for every client, with its key in it and readable by its owner alone. */
export async function writeKubeconfigs(cluster: Cluster): Promise<void> {
  const read = async (file: string): Promise<string> =>
    (await readFile(join(certificateFolder(cluster), file))).toString('base64');
  const authority = await read('ca.crt');
  for (const client of Object.keys(clients) as Client[]) {
    const name = 'slipway-testbed';
    // JSON is YAML, and needs no care with quotes.
    const config = {
      apiVersion: 'v1',
      kind: 'Config',
      'current-context': name,
      clusters: [
        {
          name,
          cluster: { server: `https://127.0.0.1:${cluster.ports.api}`, 'certificate-authority-data': authority },
        },
      ],
      users: [
        {
          name: client,
          user: {
            'client-certificate-data': await read(`${client}.crt`),
            'client-key-data': await read(`${client}.key`),
          },
        },
      ],
      contexts: [{ name, context: { cluster: name, user: client, namespace: 'default' } }],
    };
    await writeFile(kubeconfigOf(cluster, client), JSON.stringify(config, undefined, 2), { mode: 0o600 });
  }
}
