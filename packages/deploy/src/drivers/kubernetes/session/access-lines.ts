import type { KubeObject } from '../kube-object.ts';

/** How kubectl is told where to go. */
export interface AccessPlace {
  readonly contextName: string;
  /** Path of the kubeconfig where it is not the usual one. */
  readonly kubeconfig: string | undefined;
}

interface ServiceSpec {
  readonly type?: string;
  readonly ports?: readonly { readonly port: number; readonly protocol?: string }[];
}

/** Lines that say how to reach what runs: addresses of Ingresses, and a port-forward for each Service. */
export function accessLines(objects: readonly KubeObject[], place: AccessPlace): readonly string[] {
  const hosts = objects.filter(({ kind }) => kind === 'Ingress').flatMap(ingressLines);
  const services = objects.filter(({ apiVersion, kind }) => kind === 'Service' && apiVersion === 'v1');
  return [...new Set([...hosts, ...services.flatMap((service) => serviceLines(service, place))])];
}

function ingressLines({ spec }: KubeObject): readonly string[] {
  const { rules = [], tls = [] } = (spec ?? {}) as {
    readonly rules?: readonly { readonly host?: string }[];
    readonly tls?: readonly { readonly hosts?: readonly string[] }[];
  };
  const secured = tls.flatMap(({ hosts = [] }) => hosts);
  return rules.flatMap(({ host }) =>
    host === undefined ? [] : [`${secured.includes(host) ? 'https' : 'http'}://${host}`],
  );
}

function serviceLines({ metadata: { name, namespace = 'default' }, spec }: KubeObject, place: AccessPlace): string[] {
  const { type, ports: offered = [] } = (spec ?? {}) as ServiceSpec;
  // An external name has nothing behind it to forward to.
  const port = offered.find(({ protocol = 'TCP' }) => protocol === 'TCP')?.port;
  if (type === 'ExternalName' || port === undefined) return [];
  // Ports below 1024 need root here; on the Service they do not.
  const local = port < 1024 ? 8000 + port : port;
  const ports = local === port ? `${port}` : `${local}:${port}`;
  return [
    `http://localhost:${local} after: ${kubectlCommand(place)} -n ${namespace} port-forward svc/${name} ${ports}`,
  ];
}

/** `kubectl` with the flags that lead it to a place, as a shell takes it. */
export function kubectlCommand({ contextName, kubeconfig }: AccessPlace): string {
  const config = kubeconfig === undefined ? [] : ['--kubeconfig', kubeconfig];
  return ['kubectl', ...config, '--context', contextName].map(quote).join(' ');
}

/** As a shell would need it; names of contexts may hold anything. */
function quote(word: string): string {
  return /^[\w@%+=:,./-]+$/.test(word) ? word : `'${word.replaceAll("'", String.raw`'\''`)}'`;
}
