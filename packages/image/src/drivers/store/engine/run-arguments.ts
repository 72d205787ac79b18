import type { RunRequest } from '@slipway/kit';
import { passVariables, type PassedVariables } from '../../pass-variables.ts';
import type { EngineOptions } from './engine-options.ts';

/** Labels of every container that docker-run starts. */
export const containerLabels = { project: 'dev.slipway.project', host: 'dev.slipway.host' } as const;

/**
 * Arguments of `docker run` and `podman run`, which are the same, and the environment that holds the values for `--env`.
 * Ports are published on the loopback address alone: a program under development is not for the neighbours.
 */
export function runArguments(
  request: RunRequest,
  labels: { readonly project: string; readonly host: string },
  { runArgs }: EngineOptions,
): PassedVariables {
  const variables = passVariables('--env', request.env);
  const args = [
    'run',
    '--rm',
    '--pull=never',
    `--name=${request.name}`,
    `--label=${containerLabels.project}=${labels.project}`,
    `--label=${containerLabels.host}=${labels.host}`,
    ...request.ports.map(({ host, container }) => `--publish=127.0.0.1:${host}:${container}`),
    ...variables.args,
    ...runArgs,
    request.reference,
    ...request.args,
  ];
  return { args, env: variables.env };
}
