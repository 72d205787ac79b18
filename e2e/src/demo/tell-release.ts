import { randomBytes } from 'node:crypto';
import { join } from 'node:path';
import { clusterEnvironment } from '../engines/kubernetes.ts';
import { edit, placeService } from '../workspace/place-service.ts';
import type { Place } from './find-place.ts';
import { runCommand, step, type Stage } from './stage.ts';

/** What `deploy --json` prints, as far as it is told here. */
export interface ReleaseReport {
  readonly release: string;
  readonly environment: string;
  readonly revision: number;
  readonly images: readonly { readonly reference: string }[];
  readonly access: readonly string[];
  readonly namespace: string;
}

const greeting = 'Hello, Docker!';
const changed = 'Hello, Kubernetes!';

/**
 * The second half of the story: released, changed and released again, gone back to, and taken away.
 * Returns the first release. With `keep` the last one stays where it is.
 */
export async function tellRelease(
  stage: Stage,
  root: string,
  { cluster, registry }: Place,
  keep: boolean,
): Promise<ReleaseReport> {
  const namespace = `slipway-demo-${randomBytes(4).toString('hex')}`;
  const { context, server } = cluster;
  const env = clusterEnvironment(cluster);
  const nx = (target: string, ...flags: readonly string[]): Promise<string> =>
    runCommand(stage, ['npx', 'nx', 'run', `orders:${target}:dev`, ...flags], root, env);
  const kubectl = (...args: readonly string[]): Promise<string> =>
    runCommand(stage, [cluster.kubectl, '--kubeconfig', cluster.kubeconfig, ...args], root);
  const release = async (): Promise<ReleaseReport> => ({ ...parseReport(await nx('deploy', '--json')), namespace });
  const meet = (expected: string): Promise<string> =>
    // Through the API server, so that it works from wherever kubectl does.
    kubectl('get', '--raw', `/api/v1/namespaces/${namespace}/services/orders:http/proxy/`).then((body) => {
      if (body.trim() !== expected) throw new Error(`The Service answered «${body.trim()}», not «${expected}».`);
      return body.trim();
    });
  const revision = (report: ReleaseReport): string => `revision ${report.revision}`;
  const settings = { context, server, registry };
  const place = { service: 'orders', environment: 'dev', namespace, settings };
  await step(
    stage,
    'name the cluster in nx.json',
    () => placeService(root, place),
    () => context,
  );
  try {
    const first = await step(stage, 'nx run orders:deploy:dev', release, revision);
    await step(stage, 'fetch the Service', () => meet(greeting), quote);
    const source = join(root, 'services/orders/internal/app/config.go');
    await edit(source, (text) => text.replace(greeting, changed));
    await step(stage, 'change the greeting, nx run orders:deploy:dev', release, revision);
    await step(stage, 'fetch the Service', () => meet(changed), quote);
    await step(stage, 'nx run orders:deploy-rollback:dev', () => nx('deploy-rollback'));
    await step(stage, 'fetch the Service', () => meet(greeting), quote);
    if (!keep) await step(stage, 'nx run orders:undeploy:dev', () => nx('undeploy'));
    return first;
  } finally {
    if (!keep)
      await removeNamespace({ ...stage, signal: new AbortController().signal }, root, place.namespace, cluster);
  }
}

function parseReport(printed: string): ReleaseReport {
  const line = printed.split('\n').find((text) => text.startsWith('{'));
  if (line === undefined) throw new Error(`deploy --json printed no report:\n${printed}`);
  return JSON.parse(line) as ReleaseReport;
}

function quote(text: string): string {
  return `«${text}»`;
}

/** undeploy leaves namespaces, and a demo that was cancelled leaves more: this one's own namespace goes with all of it. */
async function removeNamespace(
  stage: Stage,
  cwd: string,
  namespace: string,
  { kubectl, kubeconfig }: Place['cluster'],
): Promise<void> {
  const command = ['delete', 'namespace', namespace, '--ignore-not-found', '--wait=false'];
  await runCommand(stage, [kubectl, '--kubeconfig', kubeconfig, ...command], cwd);
}
