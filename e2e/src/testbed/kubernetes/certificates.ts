import { generateKeyPairSync } from 'node:crypto';
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { runOrRefuse } from '../system/run.ts';
import { network, type Cluster } from './cluster.ts';

/** Whom a certificate names, and what it is for. */
interface Subject {
  readonly name: string;
  readonly subject: string;
  /** Present for servers: whom they may answer for. */
  readonly answersFor?: readonly string[];
}

/** Who talks to the API server with a certificate; each gets a kubeconfig. */
export const clients = {
  admin: '/O=system:masters/CN=admin',
  controllers: '/CN=system:kube-controller-manager',
  scheduler: '/CN=system:kube-scheduler',
  proxy: '/CN=system:kube-proxy',
  node: `/O=system:nodes/CN=system:node:${network.nodeName}`,
} as const;

const names = [
  'localhost',
  ...['', '.default', '.default.svc', '.default.svc.cluster.local'].map((end) => `kubernetes${end}`),
];
const others: readonly Subject[] = [
  {
    name: 'apiserver',
    subject: '/CN=kube-apiserver',
    answersFor: [
      ...names.map((name) => `DNS:${name}`),
      ...['127.0.0.1', network.apiService, network.nodeAddress].map((address) => `IP:${address}`),
    ],
  },
  {
    name: 'kubelet',
    subject: `/CN=${network.nodeName}`,
    answersFor: [`DNS:${network.nodeName}`, `IP:127.0.0.1`, `IP:${network.nodeAddress}`],
  },
  { name: 'apiserver-kubelet-client', subject: '/O=system:masters/CN=apiserver-kubelet-client' },
];

/** The folder of certificates and keys. */
export function certificateFolder({ folder }: Cluster): string {
  return join(folder, 'pki');
}

/** Makes one authority, a certificate for each server and each client, and the keys of service account tokens. */
export async function makeCertificates(cluster: Cluster): Promise<void> {
  const folder = certificateFolder(cluster);
  await mkdir(folder, { recursive: true, mode: 0o700 });
  const tokens = generateKeyPairSync('rsa', {
    modulusLength: 2048,
    publicKeyEncoding: { type: 'spki', format: 'pem' },
    privateKeyEncoding: { type: 'pkcs8', format: 'pem' },
  });
  await writeFile(join(folder, 'tokens.key'), tokens.privateKey, { mode: 0o600 });
  await writeFile(join(folder, 'tokens.pub'), tokens.publicKey);

  const authority = ['basicConstraints=critical,CA:TRUE', 'keyUsage=critical,keyCertSign,cRLSign,digitalSignature'];
  await issue(join(folder, 'ca'), '/CN=slipway-testbed', authority);
  const ofClients = Object.entries(clients).map(([name, subject]): Subject => ({ name, subject }));
  await Promise.all([...others, ...ofClients].map((subject) => certify(folder, subject)));
}

function certify(folder: string, { name, subject, answersFor }: Subject): Promise<void> {
  const purpose =
    answersFor === undefined
      ? ['extendedKeyUsage=clientAuth']
      : ['extendedKeyUsage=serverAuth', `subjectAltName=${answersFor.join(',')}`];
  const extensions = ['basicConstraints=CA:FALSE', 'keyUsage=digitalSignature', ...purpose];
  const signer = ['-CA', join(folder, 'ca.crt'), '-CAkey', join(folder, 'ca.key')];
  return issue(join(folder, name), subject, extensions, signer);
}

/** Writes `<path>.key` and `<path>.crt`; signed by itself where there is no signer. */
async function issue(
  path: string,
  subject: string,
  extensions: readonly string[],
  signer: readonly string[] = [],
): Promise<void> {
  await writeFile(`${path}.conf`, ['[req]', 'distinguished_name=dn', '[dn]', '[ext]', ...extensions, ''].join('\n'));
  const request = ['openssl', 'req', '-x509', '-config', `${path}.conf`, '-extensions', 'ext', '-days', '3650'];
  const key = ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1', '-nodes', '-keyout', `${path}.key`];
  await runOrRefuse([...request, ...key, ...signer, '-subj', subject, '-out', `${path}.crt`]);
}
