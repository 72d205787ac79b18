import { defineDeployDriver, type DeployDriver, type JsonSchema } from '@slipway/kit';
import { createComposeSession } from './compose-session.ts';
import { composeProblems } from './compose-problems.ts';
import { findDockerPlace } from './docker-place.ts';

const optionsSchema: JsonSchema = { type: 'object', additionalProperties: false, properties: {} };

/**
 * Releases with docker compose: the user's own files, and over them one of ours that gives our services their pinned
 * image. The local store serves where no registry is named.
 */
export const composeDriver: DeployDriver = defineDeployDriver({
  apiVersion: 1,
  kind: 'deploy',
  name: 'compose',
  optionsSchema,
  problems: composeProblems,

  async inspect({ run, tool }) {
    // Asks no daemon: which one it will be is known when a place is opened.
    const { stdout } = await run({
      file: await tool('docker'),
      args: ['compose', 'version', '--short'],
      effect: 'read',
    });
    return {
      engine: `docker compose ${stdout.trim().replace(/^v/, '')}`,
      images: ['store', 'registry'],
      can: ['render', 'diff', 'status', 'undeploy'],
    };
  },

  async open(target, context) {
    const place = await findDockerPlace(target, context);
    const { release, environment, projectRoot } = target;
    return createComposeSession({ place, name: composeName(`${release}-${environment}`), projectRoot }, context);
  },
});

/** What compose takes for the name of a project: lower case, digits, `-` and `_`. */
function composeName(text: string): string {
  return text
    .toLowerCase()
    .replaceAll(/[^a-z0-9_-]+/g, '-')
    .replace(/^[-_]+/, '');
}
