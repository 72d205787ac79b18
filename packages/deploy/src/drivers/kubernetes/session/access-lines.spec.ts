import { describe, expect, it } from 'vitest';
import type { KubeObject } from '../kube-object.ts';
import { accessLines } from './access-lines.ts';

const place = { contextName: 'kind-dev', kubeconfig: undefined };
const service = (spec: unknown): KubeObject => ({
  apiVersion: 'v1',
  kind: 'Service',
  metadata: { name: 'orders', namespace: 'dev' },
  spec,
});

describe('how to reach a release', () => {
  it('is a port-forward to its Service, on a port that needs no root', () => {
    expect(accessLines([service({ ports: [{ port: 80 }] })], place)).toEqual([
      'http://localhost:8080 after: kubectl --context kind-dev -n dev port-forward svc/orders 8080:80',
    ]);
    expect(accessLines([service({ ports: [{ port: 9090 }] })], place)).toEqual([
      'http://localhost:9090 after: kubectl --context kind-dev -n dev port-forward svc/orders 9090',
    ]);
  });

  it('is a command for the shell, whatever the context is called', () => {
    const [line] = accessLines([service({ ports: [{ port: 80 }] })], {
      contextName: "it's arn:aws:x",
      kubeconfig: '/etc/kube config',
    });
    expect(line).toContain(String.raw`--kubeconfig '/etc/kube config' --context 'it'\''s arn:aws:x' -n dev`);
  });

  it('is the host of an Ingress first', () => {
    const ingress: KubeObject = {
      apiVersion: 'networking.k8s.io/v1',
      kind: 'Ingress',
      metadata: { name: 'orders', namespace: 'dev' },
      spec: { tls: [{ hosts: ['a.test'] }], rules: [{ host: 'a.test' }, { host: 'b.test' }, {}] },
    };
    expect(accessLines([service({ type: 'ExternalName' }), ingress], place)).toEqual([
      'https://a.test',
      'http://b.test',
    ]);
  });

  it('is nothing for what has no TCP port', () => {
    expect(accessLines([service({ ports: [{ port: 53, protocol: 'UDP' }] }), service({})], place)).toEqual([]);
  });
});
