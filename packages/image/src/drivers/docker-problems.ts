import type { Problem } from '@slipway/kit';

/** How the docker command says that something is wrong, whatever it was asked for. */
export const dockerProblems: readonly Problem[] = [
  {
    pattern: /permission denied while trying to connect to the (?:Docker daemon|docker API)/i,
    code: 'DAEMON_DOWN',
    summary: 'The current user may not talk to the Docker daemon.',
    hint: 'Add the user to the group docker (sudo usermod -aG docker $USER) and log in again. Images of Go programs need no daemon: --driver=go.',
  },
  {
    pattern:
      /Cannot connect to the Docker daemon at (\S+?)\.? |Is the docker daemon running|error during connect|failed to connect to the docker API at (\S+?)[;,]/i,
    code: 'DAEMON_DOWN',
    summary: 'The Docker daemon does not answer.',
    hint: 'Start Docker (sudo systemctl start docker), or look at "docker context ls". Images of Go programs need no daemon: --driver=go.',
  },
  {
    pattern: /(unauthorized: [^\n]*|denied: requested access[^\n]*|no basic auth credentials)/,
    code: 'REGISTRY_UNAUTHORIZED',
    summary: 'A registry refused the request: $1',
    hint: 'Log in with: docker login <registry>',
  },
];
