import type { RunRequest } from '@slipway/kit';
import type { EngineOptions } from './engine-options.ts';

/** Labels of every container that docker-run starts. */
export const containerLabels = { project: 'dev.slipway.project', host: 'dev.slipway.host' } as const;

/**
 * Arguments of `docker run` and `podman run`, which are the same.
 * Ports are published on the loopback address alone: a program under development is not for the neighbours.
 */
export function runArguments(
  request: RunRequest,
  labels: { readonly project: string; readonly host: string },
  { runArgs }: EngineOptions,
): readonly string[] {
  return [
    'run',
    '--rm',
    '--pull=never',
    `--name=${request.name}`,
    `--label=${containerLabels.project}=${labels.project}`,
    `--label=${containerLabels.host}=${labels.host}`,
    ...request.ports.map(({ host, container }) => `--publish=127.0.0.1:${host}:${container}`),
    ...Object.entries(request.env).map(([name, value]) => `--env=${name}=${value}`),
    ...runArgs,
    request.reference,
    ...request.args,
  ];
}
