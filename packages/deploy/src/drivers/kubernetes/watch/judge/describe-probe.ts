import type { Probe } from '../kube-status.ts';

/** A probe as a person would ask: `GET :8080/readyz`, `TCP :5432`, `gRPC :9000`, `/bin/check --all`. */
export function describeProbe(probe: Probe | undefined): string {
  const { httpGet, tcpSocket, grpc, exec } = probe ?? {};
  if (httpGet !== undefined) return describeGet(httpGet);
  if (tcpSocket !== undefined) return `TCP :${String(tcpSocket.port)}`;
  if (grpc !== undefined) return `gRPC :${String(grpc.port)} ${grpc.service ?? ''}`.trimEnd();
  return exec?.command?.join(' ') ?? 'no probe';
}

function describeGet({ scheme = 'HTTP', host = '', path = '/', port }: NonNullable<Probe['httpGet']>): string {
  return `GET ${scheme === 'HTTP' ? '' : `${scheme.toLowerCase()}://`}${host}:${String(port)}${path}`;
}
