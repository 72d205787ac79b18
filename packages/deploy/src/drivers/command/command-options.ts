import type { JsonSchema } from '@slipway/kit';

/** `driverOptions` of the deploy driver `command`. */
export interface CommandDeployOptions {
  readonly deploy: readonly string[];
  readonly diff?: readonly string[];
  readonly status?: readonly string[];
  readonly undeploy?: readonly string[];
  readonly images: 'registry' | 'store';
}

/** What stands for what in a command. Those about the image and the manifests only where there is a release. */
export const placeholders =
  '{release}, {environment}, {namespace}, {context}: as the environment says; {reference}: the image by digest; {digest}: its digest alone; {manifests}: file of the Kubernetes objects of the project with the image pinned';

const argv = (description: string) => ({
  type: 'array',
  minItems: 1,
  items: { type: 'string', minLength: 1 },
  description,
});

/** What the driver takes. */
export const commandOptionsSchema: JsonSchema = {
  type: 'object',
  additionalProperties: false,
  required: ['deploy'],
  properties: {
    deploy: {
      ...argv(
        `The command that releases, run in the workspace root without a shell; it ends with 0 when the release runs. ${placeholders}.`,
      ),
      examples: [['helm', 'upgrade', '--install', '--wait', '--set=image={reference}', '{release}', 'charts/service']],
    },
    diff: argv(
      'A command that prints what would change, and ends with 0 if nothing would and with 1 if something would; with the placeholders of deploy. Default: there is no diff.',
    ),
    status: argv(
      'A command that ends with 0 if the release runs, and with 1 if not; the last line that it prints is shown. Without {reference}, {digest} and {manifests}. Default: there is no status.',
    ),
    undeploy: argv(
      'A command that removes the release. Without {reference}, {digest} and {manifests}. Default: it cannot be removed.',
    ),
    images: {
      enum: ['registry', 'store'],
      default: 'registry',
      description: 'Where the release takes its image from: a registry, or the local store of a container engine.',
    },
  },
};
