import { isAbsolute, posix, win32 } from 'node:path';
import { isSlipwayError, parseReference } from '@slipway/kit';
import type { EnvironmentOptions } from './environment.ts';
import { isDnsLabel } from './release-name.ts';

/** An hour and a half is more than any rollout, and less than a mistyped unit. */
const longest = 5400;

/** What keeps the settings of an environment from being used, one sentence each; empty when nothing does. */
export function environmentProblems(options: EnvironmentOptions): readonly string[] {
  const { server, registry, values = [] } = options;
  return [
    ...nameProblems(options),
    ...(server === undefined ? [] : serverProblems(server)),
    ...(registry === undefined ? [] : registryProblems(registry)),
    ...(registry === undefined || options.store === undefined
      ? []
      : ['registry and store are both given; images come from one of them']),
    ...values.filter(leavesProject).map((file) => `values: "${file}" is no file of the project`),
    ...waitingProblems(options),
  ];
}

function nameProblems({ namespace, overlay, driver, context, store }: EnvironmentOptions): readonly string[] {
  return [
    ...(namespace === undefined || isDnsLabel(namespace)
      ? []
      : [`namespace is "${namespace}"; it may hold small letters, digits and dashes, 63 at most`]),
    ...(overlay === undefined || /^\w[\w.-]*$/.test(overlay)
      ? []
      : [`overlay is "${overlay}", not the name of a folder in k8s/overlays`]),
    ...Object.entries({ driver, context, store }).flatMap(([name, value]) =>
      value?.startsWith('-') === true ? [`${name} is "${value}", which a command would take for a flag`] : [],
    ),
  ];
}

function waitingProblems({ timeout, settle }: EnvironmentOptions): readonly string[] {
  return [
    ...durationProblems('timeout', timeout, 1),
    ...durationProblems('settle', settle, 0),
    ...(settle !== undefined && timeout !== undefined && settle >= timeout
      ? [`settle is ${settle} s, and timeout only ${timeout} s: no release could be ready in time`]
      : []),
  ];
}

function durationProblems(name: string, seconds: number | undefined, least: number): readonly string[] {
  if (seconds === undefined || (seconds >= least && seconds <= longest)) return [];
  return [`${name} is ${seconds}; it is a number of seconds from ${least} to ${longest}`];
}

/** Of a Kubernetes API server, or of a Docker engine. */
const protocols = ['https:', 'http:', 'ssh:', 'tcp:', 'unix:', 'npipe:'];

function serverProblems(server: string): readonly string[] {
  const url = URL.canParse(server) ? new URL(server) : undefined;
  if (url === undefined || !protocols.includes(url.protocol))
    return [`server is "${server}", not an address such as https://cluster.example.com:6443`];
  // The address is printed with every deploy. The user of an ssh address is part of it.
  const isTold = url.password !== '' || (url.username !== '' && url.protocol !== 'ssh:');
  return isTold ? ['server holds a user or a password'] : [];
}

function registryProblems(registry: string): readonly string[] {
  const trimmed = registry.replace(/\/+$/, '');
  try {
    const { registry: host, tag, digest } = parseReference(`${trimmed}/x`);
    if (tag !== undefined || digest !== undefined) return [`registry is "${registry}"; leave out tag and digest`];
    if (trimmed === host || trimmed.startsWith(`${host}/`)) return [];
    // Without a dot, a port or «localhost» the first part would be taken for a name on Docker Hub.
    return [`registry is "${registry}", which has no dot or port; for Docker Hub write docker.io/${trimmed}`];
  } catch (error) {
    if (isSlipwayError(error)) return [`registry is "${registry}", not a registry such as ghcr.io/acme`];
    throw error;
  }
}

function leavesProject(file: string): boolean {
  const path = posix.normalize(file.replaceAll('\\', '/'));
  return isAbsolute(file) || win32.isAbsolute(file) || path === '..' || path.startsWith('../') || path.startsWith('-');
}
