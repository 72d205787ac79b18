import { findKubernetes, type Kubernetes } from '../engines/kubernetes.ts';
import { createBed } from '../testbed/bed.ts';
import { describeEnvironment } from '../testbed/environment.ts';
import { ask } from '../testbed/system/http.ts';

/** A cluster, and a registry that it pulls from. */
export interface Place {
  readonly cluster: Kubernetes;
  readonly registry: string;
}

/** The cluster and the registry of the test bed, or why there is none, in one sentence. */
export async function findPlace(): Promise<Place | { readonly why: string }> {
  try {
    const bed = createBed(process.env, () => undefined);
    const found = { ...(await describeEnvironment(bed)), ...process.env };
    const registry = found['SLIPWAY_TESTBED_REGISTRY'] ?? '127.0.0.1:5000';
    const cluster = findKubernetes(found);
    const [host = '', port] = registry.split(':');
    const isLocal = host === '127.0.0.1' || host === 'localhost';
    if (isLocal && (await ask({ port: Number(port) }, '/v2/'))?.status !== 200) {
      return { why: `no registry answers on ${registry}` };
    }
    return { cluster, registry };
  } catch (error) {
    return { why: error instanceof Error ? (error.message.split('\n')[0] ?? '') : String(error) };
  }
}
