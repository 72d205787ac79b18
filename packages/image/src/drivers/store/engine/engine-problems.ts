import type { Problem } from '@slipway/kit';

/** What docker and podman say alike. */
export const engineProblems: readonly Problem[] = [
  {
    // Docker words it in two ways, for a port of another container and for one of any other program.
    pattern: /(\d+\.\d+\.\d+\.\d+:\d+)[^\n]*?(?:port is already allocated|address already in use)/,
    code: 'PORT_TAKEN',
    summary: 'The port $1 of this machine is in use by another program.',
    hint: 'Stop that program, or publish another port: --ports=8081:8080',
  },
  {
    pattern: /(?:unable to connect to Podman|Cannot connect to Podman)[^\n]*/,
    code: 'DAEMON_DOWN',
    summary: 'podman does not answer.',
    hint: 'Start its virtual machine with "podman machine start", or look at "podman system connection list".',
  },
  {
    pattern: /(?:executable file|exec[^\n]*) not found in \$PATH|exec format error/,
    code: 'DRIVER_CANNOT',
    summary: 'The engine cannot run the program of the image: it is for another platform, or is not there.',
    hint: 'Look at the image with docker-inspect, and build it for the platform of the engine.',
  },
  {
    pattern: /(invalid tar header|unrecognized image format|payload does not match any of the supported image formats)/,
    code: 'ARCHIVE_INVALID',
    summary: 'The engine does not take the archive: $1.',
    hint: 'Engines without the containerd store do not know zstd: build with driverOptions.compression gzip.',
  },
];
