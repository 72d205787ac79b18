import type { ExecutorContext, ProjectConfiguration } from '@nx/devkit';
import { createLogger, SlipwayError } from '@slipway/kit';
import { readProject } from '@slipway/image/deliver';
import type { KnownEnvironments } from '../environment/choose-environment.ts';
import { settleEnvironment } from '../environment/settle-environment.ts';
import type { DeployProjectMetadata } from '../inference/create-nodes.ts';
import type { ReleaseOptions } from '../release/release-options.ts';
import type { ReleasedProject, ReleaseRun } from '../release/release-run.ts';

/**
 * What an executor works on: its project, and the environment that is meant.
 * Throws what was wrong when the graph was made, and what is wrong with the environment.
 */
export function readRun(
  options: ReleaseOptions & { readonly json?: boolean; readonly output?: string },
  context: ExecutorContext,
): ReleaseRun {
  const project = readReleasedProject(context);
  const environment = settleEnvironment(options, knownEnvironments(project.name, context));
  const isResult = options.json === true || options.output === '-';
  return {
    workspaceRoot: context.root,
    project,
    environment,
    executables: options.executables ?? {},
    logger: createLogger({ verbose: context.isVerbose, json: isResult }),
    verbose: context.isVerbose,
    print: printLine,
  };
}

/** What a target of the compose file works on: it has no environment. */
export function readComposeRun(
  { executables = {} }: Pick<ReleaseOptions, 'executables'>,
  context: ExecutorContext,
): Omit<ReleaseRun, 'environment'> {
  return {
    workspaceRoot: context.root,
    project: readReleasedProject(context),
    executables,
    logger: createLogger({ verbose: context.isVerbose }),
    verbose: context.isVerbose,
    print: printLine,
  };
}

/** The project of a running executor. Throws OPTIONS_INVALID with what was wrong when the graph was made. */
export function readReleasedProject(context: ExecutorContext): ReleasedProject {
  const found = readProject(context);
  const { problems = [] } = metadataOf(context);
  if (problems.length > 0) {
    throw new SlipwayError({
      code: 'OPTIONS_INVALID',
      summary: 'The options of @slipway/deploy are not right.',
      details: problems,
      state: 'Nothing was run.',
    });
  }
  const image: unknown = targetOf(context, found.buildTarget)?.options;
  const imageName = (image as { readonly image?: unknown } | undefined)?.image;
  return {
    ...found,
    buildsImage: targetOf(context, found.buildTarget) !== undefined,
    ...(typeof imageName === 'string' ? { imageName } : {}),
  };
}

function printLine(text: string): void {
  process.stdout.write(`${text}\n`);
}

function knownEnvironments(project: string, context: ExecutorContext): KnownEnvironments {
  const { targetName = '', configurationName } = context;
  const target = targetOf(context, targetName);
  const { broken = {}, unserved = {} } = metadataOf(context);
  return {
    project,
    target: targetName,
    configurations: target?.configurations ?? {},
    base: (target?.options ?? {}) as KnownEnvironments['base'],
    ...(configurationName === undefined ? {} : { configuration: configurationName }),
    ...(target?.defaultConfiguration === undefined ? {} : { defaultConfiguration: target.defaultConfiguration }),
    broken,
    unserved,
  };
}

function targetOf(
  context: ExecutorContext,
  name: string,
): NonNullable<ProjectConfiguration['targets']>[string] | undefined {
  return projectOf(context)?.targets?.[name];
}

function metadataOf(context: ExecutorContext): Partial<DeployProjectMetadata> {
  const metadata = projectOf(context)?.metadata as { readonly slipwayDeploy?: DeployProjectMetadata } | undefined;
  return metadata?.slipwayDeploy ?? {};
}

function projectOf({ projectName = '', projectsConfigurations }: ExecutorContext): ProjectConfiguration | undefined {
  return projectsConfigurations.projects[projectName];
}
