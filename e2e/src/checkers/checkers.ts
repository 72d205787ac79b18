import { join } from 'node:path';
import type { Answer, Checker, Subject } from './checker.ts';
import { testbedFolder } from './find-tool.ts';

const succeeded = ({ exitCode }: Answer): boolean => exitCode === 0;
const saidNothing = (answer: Answer): boolean =>
  succeeded(answer) && answer.stdout.trim() === '' && answer.stderr.trim() === '';
// checkov succeeds on a file it could not read: only a number of passed checks says that it looked.
const passedAll = (answer: Answer): boolean =>
  succeeded(answer) && /Passed checks: [1-9]\d*, Failed checks: 0/.test(answer.stdout);

const manifestsOf = ({ manifests }: Subject): string => {
  if (manifests === undefined) throw new Error('a checker of manifests was given none');
  return manifests;
};

const goFiles = { path: '.golangci.yml' } as const;
const dockerfile = { path: 'Dockerfile' } as const;
const checkov = ['--quiet', '--compact', '--skip-download'] as const;

const kubeconform = (version: string): Checker => ({
  name: `kubeconform ${version}`,
  tool: 'kubeconform',
  judges: 'overlay',
  argv: (subject) => [
    '-strict',
    '-summary',
    '-kubernetes-version',
    version,
    '-schema-location',
    join(
      testbedFolder(),
      'checkers/k8s-schemas/{{.NormalizedKubernetesVersion}}{{.StrictSuffix}}/{{.ResourceKind}}{{.KindSuffix}}.json',
    ),
    manifestsOf(subject),
  ],
  isClean: (answer) => succeeded(answer) && / Valid: [1-9].*Skipped: 0/.test(answer.stdout),
});

/** Every tool that must have nothing to say on a generated service. */
export const checkers: readonly Checker[] = [
  { name: 'gofmt', tool: 'gofmt', judges: goFiles, argv: () => ['-s', '-l', '.'], isClean: saidNothing },
  { name: 'go vet', tool: 'go', judges: goFiles, argv: () => ['vet', './...'], isClean: saidNothing },
  {
    name: 'go test -race',
    tool: 'go',
    judges: goFiles,
    // The race detector is C: without a compiler for it there is nothing to run.
    probe: ['build', '-race', 'unsafe'],
    argv: () => ['test', '-race', './...'],
    isClean: succeeded,
  },
  {
    name: 'golangci-lint',
    tool: 'golangci-lint',
    judges: goFiles,
    argv: () => ['run', '--allow-parallel-runners'],
    isClean: (answer) => succeeded(answer) && answer.stdout.trim() === '0 issues.',
  },
  {
    name: 'staticcheck',
    tool: 'staticcheck',
    judges: goFiles,
    argv: () => ['-checks', 'all', './...'],
    isClean: saidNothing,
  },
  {
    name: 'hadolint',
    tool: 'hadolint',
    judges: dockerfile,
    argv: () => ['--failure-threshold', 'style', 'Dockerfile'],
    isClean: saidNothing,
  },
  {
    name: 'docker build --check',
    tool: 'docker',
    judges: dockerfile,
    probe: ['buildx', 'inspect'],
    argv: () => ['build', '--check', '.'],
    isClean: (answer) => succeeded(answer) && `${answer.stdout}${answer.stderr}`.includes('no warnings found'),
  },
  {
    name: 'checkov dockerfile',
    tool: 'checkov',
    judges: dockerfile,
    argv: () => ['--file', 'Dockerfile', '--framework', 'dockerfile', ...checkov],
    isClean: passedAll,
  },
  {
    name: 'docker compose config',
    tool: 'docker',
    judges: { path: 'compose.yaml' },
    probe: ['compose', 'version'],
    argv: () => ['compose', 'config', '--quiet'],
    isClean: saidNothing,
  },
  {
    name: 'dclint',
    tool: 'dclint',
    judges: { path: 'compose.yaml' },
    argv: () => ['--max-warnings', '0', 'compose.yaml'],
    isClean: succeeded,
  },
  kubeconform('1.34.0'),
  kubeconform('1.37.0'),
  {
    name: 'kube-score',
    tool: 'kube-score',
    judges: 'overlay',
    argv: (subject) => ['score', '--output-format', 'ci', manifestsOf(subject)],
    isClean: (answer) =>
      succeeded(answer) && answer.stdout.includes('[OK]') && !/\[(CRITICAL|WARNING)\]/.test(answer.stdout),
  },
  {
    name: 'checkov kubernetes',
    tool: 'checkov',
    judges: 'overlay',
    argv: (subject) => ['--file', manifestsOf(subject), '--framework', 'kubernetes', ...checkov],
    isClean: passedAll,
  },
];
