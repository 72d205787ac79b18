import { posix } from 'node:path';
import type { TargetConfiguration } from '@nx/devkit';
import { goInputs, type GoInputsRequest, type TargetInput } from '@slipway/kit';
import { linterFilesAbove } from './linter-files.ts';
import type { TargetKind } from './plugin-options.ts';

/** What the targets of one project depend on. */
export interface TargetPlanRequest {
  readonly root: string;
  readonly names: Readonly<Record<TargetKind, string>>;
  /** Whether the project has Go packages of its own. */
  readonly hasPackages: boolean;
  /** Whether the project's folder holds the go.mod. */
  readonly isModule: boolean;
  /** Main packages, relative to the project. */
  readonly commands: readonly string[];
  readonly inputs: TargetInputs;
}

/** The inputs of cached targets. They are the same for every project, so they are made once. */
export interface TargetInputs {
  readonly build: readonly TargetInput[];
  readonly test: readonly TargetInput[];
  readonly lint: readonly TargetInput[];
}

/** Makes the inputs for what a workspace's projects have in common. */
export function planInputs(shared: Omit<GoInputsRequest, 'tests' | 'alsoRead'>): TargetInputs {
  return {
    build: goInputs({ ...shared, tests: false }),
    test: goInputs({ ...shared, tests: true }),
    lint: [
      ...goInputs({ ...shared, tests: true, alsoRead: ['.golangci.yml'] }),
      '{workspaceRoot}/tools/go.mod',
      '{workspaceRoot}/tools/go.sum',
      // Where they are missing go vet runs: that verdict must not outlive their arrival, nor reach machines that have them.
      { runtime: 'golangci-lint version' },
      { runtime: 'staticcheck -version' },
    ],
  };
}

type Targets = Record<string, TargetConfiguration>;

/** The inferred targets of a Go project. */
export function planTargets(request: TargetPlanRequest): Targets {
  const { names, hasPackages, isModule, commands } = request;
  return {
    ...(hasPackages
      ? {
          [names.build]: buildTarget(request),
          [names.test]: testTarget(request),
          [names.lint]: lintTarget(request),
          [names.fmt]: target('fmt', 'Formats the Go files of the project with gofmt'),
          // Whether there is a directive, a benchmark or a fuzz test only whole files tell, and the graph reads none.
          [names.generate]: target('generate', 'Runs the go:generate lines of the project'),
          [names.bench]: target('bench', 'Runs the benchmarks of the project'),
          [names.fuzz]: target('fuzz', 'Runs one fuzz test of the project'),
          [names.vuln]: target('vuln', 'Looks for known vulnerabilities in what the project calls'),
        }
      : {}),
    ...(commands.length > 0 ? { [names.serve]: serveTarget(commands) } : {}),
    ...(isModule ? { [names.tidy]: target('tidy', 'Tidies go.mod and go.sum') } : {}),
  };
}

function buildTarget({ root, commands, inputs: { build } }: TargetPlanRequest): TargetConfiguration {
  const inputs = [...build];
  if (commands.length === 0) {
    return { ...target('build', 'Compiles every package of the project'), cache: true, inputs, outputs: [] };
  }
  return {
    ...target('build', 'Builds the programs of the project as they are released'),
    options: { outputPath: posix.join('dist', root, 'bin') },
    cache: true,
    inputs,
    outputs: ['{options.outputPath}'],
  };
}

function testTarget({ inputs }: TargetPlanRequest): TargetConfiguration {
  return {
    ...target('test', 'Runs the Go tests of the project'),
    cache: true,
    inputs: [...inputs.test],
    outputs: ['{options.coverProfile}'],
  };
}

function lintTarget({ root, inputs }: TargetPlanRequest): TargetConfiguration {
  return {
    ...target('lint', 'Lints with golangci-lint or staticcheck where one is configured, else with go vet'),
    cache: true,
    inputs: [...inputs.lint, ...linterFilesAbove(root)],
    outputs: [],
  };
}

function serveTarget(commands: readonly string[]): TargetConfiguration {
  const serve = { ...target('serve', 'Builds the program and runs it until it is stopped'), continuous: true };
  if (commands.length === 1) return serve;
  // With several programs the choice is a configuration: `nx serve orders:worker`.
  const configurations = commands.map((main) => [commandName(main, commands), { main }] as const);
  return { ...serve, configurations: Object.fromEntries(configurations) };
}

/** What a program is called: its folder's name, or its path with dashes where two folders have one name. */
export function commandName(main: string, commands: readonly string[]): string {
  if (main === '.') return 'root';
  const isShared = commands.some((other) => other !== main && posix.basename(other) === posix.basename(main));
  return isShared ? main.replace(/^\.\//, '').replaceAll('/', '-') : posix.basename(main);
}

/**
 * Nothing but the description beside the executor: Nx writes every field of every target of every project to disk at
 * each command, and where it came from, so that a field more shows in all of them. `nx run <project>:<target> --help` has the options.
 */
function target(kind: TargetKind, description: string): TargetConfiguration {
  return { executor: `@slipway/go:${kind}`, metadata: { description } };
}
