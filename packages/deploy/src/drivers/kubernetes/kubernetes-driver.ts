import { defineDeployDriver, type DeployDriver } from '@slipway/kit';
import { kubernetesOptionsSchema, type KubernetesOptions } from './connect/kubernetes-options.ts';

/** Releases to a Kubernetes cluster: server-side apply, watched until it runs, with a history to go back in. */
export const kubernetesDriver: DeployDriver<KubernetesOptions> = defineDeployDriver<KubernetesOptions>({
  apiVersion: 1,
  kind: 'deploy',
  name: 'kubernetes',
  optionsSchema: kubernetesOptionsSchema,

  async inspect({ run, tool }) {
    const file = await tool('kubectl');
    // `--client`: whether the cluster answers is a matter of `open`.
    const { stdout } = await run({ file, args: ['version', '--client', '-o', 'json'], effect: 'read' });
    const { clientVersion } = JSON.parse(stdout) as { readonly clientVersion?: { readonly gitVersion?: string } };
    return {
      engine: `kubectl ${(clientVersion?.gitVersion ?? 'of an unknown version').replace(/^v/, '')}`,
      images: ['registry'],
      can: ['render', 'diff', 'status', 'rollback', 'undeploy'],
    };
  },
  async open(target, context) {
    const { connect } = await import('./connect/connect.ts');
    const load = () => import('./session/create-session.ts');
    // The larger half of the driver is read while kubectl is at work.
    const connection = await connect(target, context, () => void load());
    const { createSession } = await load();
    return createSession(connection, target, context);
  },
});
