import type { Problem } from '@slipway/kit';

/** How docker and compose say that something is wrong. The first that fits is told. */
export const composeProblems: readonly Problem[] = [
  {
    pattern: /'compose' is not a docker command|unknown command: docker compose|unknown flag: --(?:short|project)/,
    code: 'TOOL_MISSING',
    summary: 'docker is installed without compose.',
    hint: 'Install its plugin "docker compose" (package docker-compose-plugin or docker-compose-v2).',
  },
  {
    pattern: /permission denied while trying to connect to the (?:Docker daemon|docker API)/i,
    code: 'DAEMON_DOWN',
    summary: 'The current user may not talk to the Docker daemon.',
    hint: 'Add the user to the group docker (sudo usermod -aG docker $USER) and log in again.',
  },
  {
    pattern:
      /Cannot connect to the Docker daemon|Is the docker daemon running|error during connect|failed to connect to the docker API/i,
    code: 'DAEMON_DOWN',
    summary: 'The Docker daemon does not answer.',
    hint: 'Start Docker (sudo systemctl start docker), or look at "docker context ls".',
  },
  {
    pattern: /no matching manifest for (\S+)/,
    code: 'PLATFORM_MISSING',
    summary: 'The image has no part for $1, which the engine runs.',
    hint: 'Build it for that platform too: docker-build --platforms=$1',
  },
  {
    pattern: /(unauthorized: [^\n]*|denied: requested access[^\n]*|no basic auth credentials|pull access denied[^\n]*)/,
    code: 'ROLLOUT_IMAGE',
    summary: 'A registry does not let the engine have an image: $1',
    hint: 'Log in with: docker login <registry>',
  },
  {
    pattern:
      /([^\s"]+@sha256:\w+)"?: (?:failed to resolve reference [^\n]*: )?(not found|failed to do request[^\n]*)|(manifest unknown[^\n]*)|No such image: (\S+)/,
    code: 'ROLLOUT_IMAGE',
    summary: 'The engine cannot get an image: $1$3$4 $2',
    hint: 'Look whether the engine reaches the registry, and whether the image is still there: docker pull <reference>',
  },
  {
    pattern: /(\d+\.\d+\.\d+\.\d+:\d+)[^\n]*?(?:port is already allocated|address already in use)/,
    code: 'PORT_TAKEN',
    summary: 'The port $1 of the machine is in use by another program.',
    hint: 'Stop that program, or publish another port in the compose file.',
  },
  {
    pattern:
      /(OCI runtime create failed: [^\n]*|exec(?:utable file)?[^\n]* not found in \$PATH|exec format error|invalid mount config[^\n]*|bind source path does not exist[^\n]*)/,
    code: 'ROLLOUT_CONFIG',
    summary: 'A container cannot be started: $1',
    hint: 'Mend the service in the compose file.',
  },
];
