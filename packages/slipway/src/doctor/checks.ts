import type { Check } from './check.ts';
import { packageHint } from './hints.ts';

const goTool = (name: string, purpose: string, module: string, command: readonly string[] = ['version']): Check => ({
  name,
  purpose,
  command: [name, ...command],
  install: `go install ${module}@latest`,
});

/** Everything that Slipway can use, what is needed first. Node itself is not asked: it is running this. */
export const checks: readonly Check[] = [
  {
    name: 'go',
    purpose: 'build, test and docker-build',
    isNeeded: true,
    command: ['go', 'version'],
    version: /\bgo(\d+\.\d+(?:\.\d+)?)/,
    atLeast: '1.24',
    install: {
      linux: 'See https://go.dev/doc/install (distributions often have an older one).',
      darwin: 'brew install go',
      win32: 'winget install GoLang.Go',
    },
  },
  {
    name: 'git',
    purpose: 'nx affected',
    command: ['git', '--version'],
    install: packageHint('git', 'git', 'Git.Git'),
  },
  {
    name: 'docker',
    purpose: 'docker-load, docker-run, driver buildx',
    command: ['docker', '--version'],
    install: {
      linux: 'sudo apt-get install docker.io   # or https://docs.docker.com/engine/install/',
      darwin: 'brew install --cask docker',
      win32: 'winget install Docker.DockerDesktop',
    },
  },
  {
    name: 'docker daemon',
    purpose: 'what docker talks to',
    after: 'docker',
    command: ['docker', 'version', '--format', '{{.Server.Version}}'],
    install: 'sudo systemctl start docker',
    repair: {
      linux: 'sudo systemctl start docker   # and: sudo usermod -aG docker $USER',
      darwin: 'open -a Docker',
      win32: 'Start Docker Desktop.',
    },
  },
  {
    name: 'docker buildx',
    purpose: 'driver buildx',
    after: 'docker',
    command: ['docker', 'buildx', 'ls', '--format', '{{.Name}}'],
    detail: (output) => `builders: ${[...new Set(output.trim().split('\n'))].join(', ')}`,
    install: packageHint('docker-buildx', 'docker-buildx', 'Docker.DockerDesktop'),
  },
  {
    name: 'docker compose',
    purpose: 'compose-up, driver compose',
    after: 'docker',
    command: ['docker', 'compose', 'version', '--short'],
    install: packageHint('docker-compose', 'docker-compose', 'Docker.DockerDesktop'),
  },
  {
    name: 'podman',
    purpose: 'docker-load and docker-run without a daemon',
    command: ['podman', '--version'],
    install: packageHint('podman', 'podman', 'RedHat.Podman'),
  },
  goTool('kustomize', 'deploy, rendering k8s/overlays', 'sigs.k8s.io/kustomize/kustomize/v5'),
  goTool('golangci-lint', 'lint', 'github.com/golangci/golangci-lint/v2/cmd/golangci-lint', ['--version']),
  {
    name: 'kubectl',
    purpose: 'deploy, driver kubernetes',
    command: ['kubectl', 'version', '--client'],
    install: packageHint('kubernetes-client', 'kubernetes-cli', 'Kubernetes.kubectl'),
  },
  goTool('helm', 'deploy, rendering chart/', 'helm.sh/helm/v4/cmd/helm', ['version', '--short']),
];
