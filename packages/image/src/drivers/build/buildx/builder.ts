import { SlipwayError, type DriverContext } from '@slipway/kit';
import type { BuildxOptions } from './buildx-options.ts';

/** A buildx builder, as far as it decides how an image leaves it. */
export interface Builder {
  readonly name: string;
  /** `docker`, `docker-container`, `kubernetes`, `remote`. */
  readonly driver: string;
  /** `0.29.1`. */
  readonly version: string;
  /** Whether it writes an OCI layout: all but the docker driver on an engine without the containerd image store. */
  readonly exportsOci: boolean;
}

/** Asks for the builder of the options. Throws TOOL_MISSING, DAEMON_DOWN, BUILDER_UNKNOWN. */
export async function inspectBuilder({ options, run, tool }: DriverContext<BuildxOptions>): Promise<Builder> {
  const docker = await tool('docker');
  const version = await run({ file: docker, args: ['buildx', 'version'], effect: 'read', acceptExitCodes: [1, 125] });
  if (version.exitCode !== 0) throw buildxMissing(version.stderr);
  const names = options.builder === undefined ? [] : [options.builder];
  const { stdout } = await run({ file: docker, args: ['buildx', 'inspect', ...names], effect: 'read' });
  // buildx reports an engine that does not answer in this text, with exit code 0.
  const failure = /^Error:[ \t]+(.+)$/m.exec(stdout)?.[1];
  if (failure !== undefined) throw builderDown(failure);
  const name = /^Name:[ \t]+(\S+)/m.exec(stdout)?.[1] ?? 'default';
  const driver = /^Driver:[ \t]+(\S+)/m.exec(stdout)?.[1] ?? 'unknown';
  return {
    name,
    driver,
    version: /\bv?(\d+\.\d+\.\d+\S*)/.exec(version.stdout)?.[1] ?? 'of an unknown version',
    exportsOci: driver !== 'docker' || (await hasContainerdStore(docker, run)),
  };
}

async function hasContainerdStore(docker: string, run: DriverContext['run']): Promise<boolean> {
  const { stdout } = await run({ file: docker, args: ['info', '--format', '{{json .DriverStatus}}'], effect: 'read' });
  return stdout.includes('io.containerd.snapshotter');
}

function builderDown(reason: string): SlipwayError {
  return new SlipwayError({
    code: 'DAEMON_DOWN',
    summary: 'The buildx builder does not answer.',
    details: [reason],
    state: 'Nothing was built.',
    hint: 'Start Docker (sudo systemctl start docker), or look at "docker buildx ls". Images of Go programs need no daemon: --driver=go.',
  });
}

function buildxMissing(stderr: string): SlipwayError {
  return new SlipwayError({
    code: 'TOOL_MISSING',
    summary: 'docker is installed, but its plugin buildx is not.',
    details: stderr
      .split('\n')
      .filter((line) => line.trim() !== '')
      .slice(0, 3),
    state: 'Nothing was built.',
    hint: 'Install docker-buildx (https://docs.docker.com/go/buildx), or build Go programs without an engine: --driver=go.',
  });
}
