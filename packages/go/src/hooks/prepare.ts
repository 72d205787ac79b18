import { posix } from 'node:path';
import type { Prepared, PrepareRequest } from '@slipway/template';
import { toGoLine, toGoMinor } from '../modules/go-version.ts';
import { readAnswers, type GoAnswers } from './answers.ts';
import { findModules } from './known-modules.ts';
import { toPackageName } from './package-name.ts';
import { projectProblems } from './project-problems.ts';
import { parseCpu, toMemoryLimit } from './quantities.ts';
import { settleModule } from './settle-module.ts';

/** Completes the answers of a Go template and computes what its files need. Names every problem at once. */
export function prepare(request: PrepareRequest): Prepared {
  const answers = readAnswers(request.answers);
  const settled = settleModule(request, answers, findModules(request));
  const { goModule, module, moduleRoot, goVersion } = settled;
  const environments = answers.environments?.map((name) => name.trim());
  return {
    answers: {
      ...request.answers,
      goModule,
      module,
      goVersion,
      ...(environments === undefined ? {} : { environments }),
    },
    computed: {
      packagePrefix: joinImport(module, posix.relative(moduleRoot, request.projectRoot)),
      packageName: toPackageName(request.projectName),
      goLine: toGoLine(goVersion),
      goMinor: toGoMinor(goVersion),
      moduleFromProject: relativeOrDot(request.projectRoot, moduleRoot),
      projectFromModule: relativeOrDot(moduleRoot, request.projectRoot),
      image: `registry.example.com/${toImageName(request.workspaceName)}/${toImageName(request.projectName)}`,
      ...resourceValues(answers),
    },
    problems: [...settled.problems, ...projectProblems(request, { ...answers, ...(environments && { environments }) })],
  };
}

function resourceValues({ cpu, memory, replicas }: GoAnswers): Readonly<Record<string, unknown>> {
  const range = cpu === undefined ? undefined : parseCpu(cpu);
  return {
    ...(range === undefined ? {} : { cpuRequest: range.request, cpuLimit: range.limit }),
    ...(memory === undefined ? {} : { memoryLimit: toMemoryLimit(memory) }),
    ...(replicas === undefined ? {} : { maxReplicas: Math.max(10, replicas * 3) }),
  };
}

function joinImport(module: string, folder: string): string {
  return folder === '' ? module : `${module}/${folder}`;
}

function relativeOrDot(from: string, to: string): string {
  const path = posix.relative(from, to);
  return path === '' ? '.' : path;
}

/** Letters, digits and single dashes between them, as the grammar of image references wants a path's part. */
function toImageName(name: string): string {
  const plain = name
    .toLowerCase()
    .replaceAll(/[^a-z0-9]+/g, '-')
    .replaceAll(/^-+|-+$/g, '');
  return plain === '' ? 'workspace' : plain;
}
