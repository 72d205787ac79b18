import { SlipwayError, type RunRequest } from '@slipway/kit';
import type { ContainerConfig } from '@slipway/oci';
import type { RunImageOptions } from './run-options.ts';

/** Everything of a run that the options decide. */
export type RunPlan = Pick<RunRequest, 'ports' | 'env' | 'args'>;

/** Decides how a container is run. Throws OPTIONS_INVALID with every problem at once. */
export function planRun({ ports, env = {}, args = [] }: RunImageOptions, config: ContainerConfig): RunPlan {
  const problems: string[] = [];
  const planned = [ports ?? exposedPorts(config)]
    .flat()
    .flatMap((text) => String(text).split(','))
    .map((text) => parsePort(text.trim(), problems));
  const hosts = planned.map(({ host }) => host);
  const twice = hosts.filter((host, at) => !Number.isNaN(host) && hosts.indexOf(host) !== at);
  problems.push(...[...new Set(twice)].map((host) => `ports: ${host} of this machine is given twice`));
  for (const name of Object.keys(env)) {
    if (!/^[A-Za-z_][A-Za-z0-9_]*$/.test(name)) problems.push(`env: "${name}" is no name of a variable`);
  }
  if (problems.length > 0) {
    throw new SlipwayError({
      code: 'OPTIONS_INVALID',
      summary: 'The options of docker-run are not right.',
      details: problems,
      state: 'Nothing was run.',
      hint: 'Ports are written host:container, for example --ports=8081:8080.',
    });
  }
  return {
    ports: planned,
    env: Object.fromEntries(Object.entries(env).map(([name, value]) => [name, String(value)])),
    args,
  };
}

/** The TCP ports that an image says its program listens on. */
export function exposedPorts({ ExposedPorts = {} }: ContainerConfig): readonly string[] {
  return Object.keys(ExposedPorts)
    .filter((port) => !port.endsWith('/udp') && !port.endsWith('/sctp'))
    .map((port) => port.replace(/\/tcp$/, ''))
    .sort((a, b) => Number(a) - Number(b));
}

function parsePort(text: string, problems: string[]): { readonly host: number; readonly container: number } {
  const [, first = '', second = first] = /^(\d+)(?::(\d+))?$/.exec(text) ?? [];
  const port = { host: Number(first), container: Number(second) };
  if (first === '') problems.push(`ports: "${text}" is neither a port nor host:container`);
  else if ([port.host, port.container].some((number) => number < 1 || number > 65_535)) {
    problems.push(`ports: "${text}" is out of range; a port is a number from 1 to 65535`);
  }
  return first === '' ? { host: Number.NaN, container: Number.NaN } : port;
}
