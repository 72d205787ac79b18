import type { JsonSchema } from '@slipway/kit';

/** `driverOptions` of the driver `kubernetes`. */
export interface KubernetesOptions {
  /** Path of the kubeconfig. Default: what KUBECONFIG names, else ~/.kube/config. */
  readonly kubeconfig?: string;
  /** What the CA of the cluster must be. */
  readonly caDigest?: `sha256:${string}`;
}

/** What the driver `kubernetes` takes. */
export const kubernetesOptionsSchema: JsonSchema = {
  type: 'object',
  additionalProperties: false,
  properties: {
    kubeconfig: {
      type: 'string',
      minLength: 1,
      description:
        'Kubeconfig to use in place of $KUBECONFIG and ~/.kube/config: an absolute path outside the workspace, or one from ~/.',
    },
    caDigest: {
      type: 'string',
      pattern: '^sha256:[0-9a-f]{64}$',
      patternDescription: 'sha256: and 64 hexadecimal digits',
      description:
        'SHA-256 of the CA certificate of the cluster (of its DER form, as "openssl x509 -outform der | sha256sum" gives it); a deploy to any other cluster is refused.',
    },
  },
};
