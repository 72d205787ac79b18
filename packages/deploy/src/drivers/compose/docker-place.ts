import { SlipwayError, type DeployTarget, type DriverContext } from '@slipway/kit';

/** A Docker engine that was named, or is this machine's own. */
export interface DockerPlace {
  /** The context that every command names, so that «docker context use» elsewhere changes nothing. */
  readonly name: string;
  /** `unix:///var/run/docker.sock`. */
  readonly host: string;
}

/**
 * Finds the engine of a release. Another machine's must be named by a context of docker: what happens to be current,
 * or is set by DOCKER_HOST, is a guess. Throws PLACE_UNNAMED, PLACE_UNEXPECTED and ENVIRONMENT_INVALID. Asks no engine.
 */
export async function findDockerPlace(
  target: Pick<DeployTarget, 'environment' | 'context' | 'server'>,
  context: DriverContext,
): Promise<DockerPlace> {
  const { environment, server } = target;
  const place = await inspectContext(target, context);
  // The context «default» is whatever DOCKER_HOST says.
  const isNamed = server !== undefined || (target.context !== undefined && target.context !== 'default');
  if (server !== undefined && server !== place.host) {
    throw new SlipwayError({
      code: 'PLACE_UNEXPECTED',
      summary: `The docker context "${place.name}" leads to ${place.host}, and the environment "${environment}" expects ${server}.`,
      state: 'Nothing was changed.',
      hint: 'Look at "docker context ls", then mend the context or the environment.',
    });
  }
  if (isNamed || /^(?:unix|npipe|fd):/.test(place.host)) return place;
  throw new SlipwayError({
    code: 'PLACE_UNNAMED',
    summary: `The environment "${environment}" names no docker context, and the current one leads to another machine.`,
    details: [`The context "${place.name}" leads to ${place.host}.`],
    state: 'Nothing was changed.',
    hint:
      place.name === 'default'
        ? `Give it a name: docker context create prod --docker host=${place.host}, then "context": "prod" in the environment.`
        : `Say that it is meant: "context": "${place.name}" in the environment.`,
  });
}

async function inspectContext(
  { environment, context: name }: Pick<DeployTarget, 'environment' | 'context'>,
  context: DriverContext,
): Promise<DockerPlace> {
  const file = await context.tool('docker');
  const { exitCode, stdout } = await context.run({
    file,
    args: ['context', 'inspect', ...(name === undefined ? [] : ['--', name])],
    effect: 'read',
    acceptExitCodes: [1],
  });
  const [found] = JSON.parse(exitCode === 0 ? stdout : '[]') as readonly {
    readonly Name: string;
    readonly Endpoints: { readonly docker?: { readonly Host?: string } };
  }[];
  const host = found?.Endpoints.docker?.Host;
  if (found !== undefined && host !== undefined) return { name: found.Name, host };
  throw new SlipwayError({
    code: 'ENVIRONMENT_INVALID',
    summary: `The environment "${environment}" names the docker context "${name ?? 'current'}", which this machine does not have.`,
    state: 'Nothing was changed.',
    hint: `See what there is with "docker context ls", or add it: docker context create ${name ?? 'NAME'} --docker host=ssh://user@host`,
  });
}
