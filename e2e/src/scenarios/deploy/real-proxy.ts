import { expect } from 'vitest';
import type { Kubernetes } from '../../engines/kubernetes.ts';
import { startBackground } from '../../workspace/background.ts';

/** Calls an action with the URL of a proxy in front of the real API server. */
export async function withRealProxy<Result>(
  { kubectl, kubeconfig }: Kubernetes,
  action: (url: string) => Promise<Result>,
): Promise<Result> {
  const proxy = startBackground([kubectl, '--kubeconfig', kubeconfig, 'proxy', '--port=0'], { cwd: process.cwd() });
  const address = (): string | undefined => /Starting to serve on (\S+)/.exec(proxy.output())?.[1];
  try {
    await expect.poll(address, { timeout: 30_000 }).toBeDefined();
    return await action(`http://${address() ?? ''}`);
  } finally {
    await proxy.stop('SIGTERM');
  }
}
