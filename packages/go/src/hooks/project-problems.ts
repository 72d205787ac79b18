import type { PrepareRequest } from '@slipway/template';
import type { GoAnswers } from './answers.ts';
import { toPackageName } from './package-name.ts';
import { parseCpu, toMebibytes, toMillis } from './quantities.ts';

/** Folders at the root of every image: the program lies at `/<name>` there. */
const imageFolders = new Set('bin boot dev etc home lib lib64 proc root run sbin sys tmp usr var'.split(' '));
/** Folders that the go command skips or guards. */
const goFolders = new Set(['vendor', 'testdata', 'internal']);
/** Words that are no package name (https://go.dev/ref/spec#Keywords), and packages that the library's test imports. */
const takenPackages = new Set(
  (
    'break case chan const continue default defer else fallthrough for func go goto if import interface map package ' +
    'range return select struct switch type var main fmt testing'
  ).split(' '),
);
/** Longest name of a namespace. */
const maxLabel = 63;
/** Below this the garbage collector of a small server runs all the time. */
const leastMemory = 32;

/** What the schema of a template cannot say, but is wrong nevertheless: one sentence each. */
export function projectProblems(
  { projectName }: Pick<PrepareRequest, 'projectName'>,
  answers: GoAnswers,
): readonly string[] {
  return [
    ...nameProblems(projectName, answers),
    ...portProblems(answers),
    ...cpuProblems(answers.cpu),
    ...(answers.memory !== undefined && toMebibytes(answers.memory) < leastMemory
      ? [`memory is ${answers.memory}; it must be at least ${leastMemory}Mi`]
      : []),
    ...environmentProblems(projectName, answers),
  ];
}

function nameProblems(name: string, { kind }: GoAnswers): readonly string[] {
  if (goFolders.has(name)) return [`name is "${name}", a folder that Go treats specially`];
  if (kind !== undefined) {
    return imageFolders.has(name)
      ? [`name is "${name}", a folder of every image, where the program lies at /${name}`]
      : [];
  }
  const packageName = toPackageName(name);
  return takenPackages.has(packageName)
    ? [`name is "${name}", and "${packageName}" cannot be the name of its package`]
    : [];
}

function portProblems({ port, adminPort }: GoAnswers): readonly string[] {
  return port !== undefined && port === adminPort ? [`port and adminPort are both ${port}`] : [];
}

function cpuProblems(cpu: string | undefined): readonly string[] {
  if (cpu === undefined) return [];
  const { request, limit } = parseCpu(cpu);
  if (toMillis(request) === 0 || toMillis(limit) === 0) return [`cpu is ${cpu}; no part of it may be zero`];
  return toMillis(request) > toMillis(limit)
    ? [`cpu is ${cpu}; the request ${request} is above the limit ${limit}`]
    : [];
}

function environmentProblems(name: string, { environments = [], deploy }: GoAnswers): readonly string[] {
  const twice = environments.filter((environment, index) => environments.indexOf(environment) !== index);
  const long = environments.filter((environment) => `${name}-${environment}`.length > maxLabel);
  return [
    ...[...new Set(twice)].map((environment) => `environments names "${environment}" twice`),
    ...(deploy === 'kustomize' ? long : []).map(
      (environment) => `the namespace "${name}-${environment}" is longer than ${maxLabel} characters`,
    ),
  ];
}
