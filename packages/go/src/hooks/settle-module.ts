import { posix } from 'node:path';
import type { PrepareRequest } from '@slipway/template';
import { modulePathProblem } from '../modules/check-module-path.ts';
import { compareGoVersions, defaultGoVersion, toGoMinor } from '../modules/go-version.ts';
import type { GoAnswers } from './answers.ts';
import { deriveModule } from './derive-module.ts';
import type { KnownModule, KnownModules } from './known-modules.ts';

/** Which module the project lives in. */
export interface SettledModule {
  readonly goModule: 'own' | 'root';
  /** Path of the module. */
  readonly module: string;
  /** Folder of its go.mod, relative to the workspace root. */
  readonly moduleRoot: string;
  readonly goVersion: string;
  readonly problems: readonly string[];
}

/** The first Go that the templates' code compiles with (testing/synctest). */
const oldestGo = '1.25';

/** Settles `goModule`, `module` and `goVersion`. */
export function settleModule(request: PrepareRequest, answers: GoAnswers, known: KnownModules): SettledModule {
  const wanted = answers.goModule ?? 'auto';
  const isRoot = wanted === 'root' || (wanted === 'auto' && known.enclosing !== undefined);
  if (isRoot && known.enclosing !== undefined) return inModule(known.enclosing, answers);
  const own = ownModule(request, answers, known);
  const missing = `goModule is root, but no go.mod lies above ${request.projectRoot}`;
  return isRoot ? { ...own, problems: [...own.problems, missing] } : own;
}

function inModule({ root, goMod }: KnownModule, answers: GoAnswers): SettledModule {
  const file = posix.join(root, 'go.mod');
  const module = goMod.module ?? '';
  const goVersion = goMod.go ?? defaultGoVersion;
  const isOtherGo = answers.goVersion !== undefined && !isSameGo(answers.goVersion, goVersion);
  return {
    goModule: 'root',
    module,
    moduleRoot: root,
    goVersion,
    problems: [
      ...goMod.problems.map(({ line, message }) => `${file}:${line}: ${message}`),
      ...(answers.module !== undefined && answers.module !== module
        ? [
            `module is "${answers.module}", but the project becomes part of the module "${module}" in ${file}; use --goModule=own for one of its own`,
          ]
        : []),
      ...(isOtherGo ? [`goVersion is ${answers.goVersion}, but ${file} says go ${goVersion}`] : []),
      ...versionProblems(goVersion, `${file} says go`),
    ],
  };
}

function ownModule(request: PrepareRequest, answers: GoAnswers, known: KnownModules): SettledModule {
  const module = answers.module ?? deriveFor(request, known);
  const { goWork } = known;
  const goVersion = answers.goVersion ?? goWork?.go ?? defaultGoVersion;
  const isOfWork = answers.goVersion === undefined && goWork?.go !== undefined;
  return {
    goModule: 'own',
    module,
    moduleRoot: request.projectRoot,
    goVersion,
    problems: [
      ...pathProblems(module, known),
      ...(goWork?.problems ?? []).map(({ line, message }) => `go.work:${line}: ${message}`),
      ...versionProblems(goVersion, isOfWork ? 'go.work says go' : 'goVersion is'),
    ],
  };
}

function deriveFor(request: PrepareRequest, { all }: KnownModules): string {
  const { modulePrefix } = request.pluginOptions('@slipway/go');
  const gitConfig = request.tree.read('.git/config');
  return deriveModule({
    projectRoot: request.projectRoot,
    projectName: request.projectName,
    workspaceName: request.workspaceName,
    modules: all,
    ...(typeof modulePrefix === 'string' ? { modulePrefix } : {}),
    ...(gitConfig === undefined ? {} : { gitConfig }),
  });
}

function pathProblems(module: string, { all }: KnownModules): readonly string[] {
  const problem = modulePathProblem(module);
  const twin = all.find(({ goMod }) => goMod.module === module);
  return [
    ...(problem === undefined ? [] : [`module is "${module}", which Go does not take: ${problem}`]),
    ...(twin === undefined ? [] : [`module is "${module}", which is the module in ${twin.root} already`]),
  ];
}

function versionProblems(version: string, says: string): readonly string[] {
  return compareGoVersions(version, oldestGo) < 0 ? [`${says} ${version}; the code needs ${oldestGo} or newer`] : [];
}

/** `1.26` asks for any release of that minor version. */
function isSameGo(asked: string, actual: string): boolean {
  return asked === actual || (asked === toGoMinor(asked) && asked === toGoMinor(actual));
}
