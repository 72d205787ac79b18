import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import {
  assertCanBuild,
  findDriver,
  readDriverOptions,
  withDriverContext,
  withFileLock,
  type BuildAbilities,
  type BuildRequest,
  type DriverContext,
  type ImageRecord,
  type Logger,
} from '@slipway/kit';
import { buildDrivers } from '../drivers/build/built-in.ts';
import { imageOutput, layoutPath, type ImageOutput } from '../output/image-output.ts';
import { publishLayout, type Published } from '../output/publish-layout.ts';
import { acceptLayout } from './accept-layout.ts';
import type { BuildOptions } from './build-options.ts';
import { explainFailure } from './explain-failure.ts';
import { planBuild, type BuildPlan } from './plan-build.ts';
import { readBuildFacts } from './read-build-facts.ts';

/** Which project to build, and how. */
export interface BuildSettings {
  /** Absolute. */
  readonly workspaceRoot: string;
  readonly project: DriverContext['project'];
  readonly options: BuildOptions;
  readonly logger: Logger;
  /** Default: aborts on the signals that end a run. */
  readonly signal?: AbortSignal;
}

/** What a build did. */
export interface BuildOutcome {
  readonly record: ImageRecord;
  readonly published: Published;
  readonly engine: string;
}

/**
 * Makes the image of a project and leaves it in `dist/<root>/oci` and `dist/<root>/image.json`.
 * Whatever goes wrong, the previous result stays as it was.
 */
export async function buildImage({
  workspaceRoot,
  project,
  options,
  logger,
  signal,
}: BuildSettings): Promise<BuildOutcome> {
  const plan = planBuild(options, await readBuildFacts(workspaceRoot, project, options));
  const driver = await findDriver({ kind: 'build', name: plan.driver, builtIns: buildDrivers, workspaceRoot });
  const driverOptions = await readDriverOptions(driver, plan.driverOptions);
  const output = imageOutput(workspaceRoot, project.root);
  const { problems = [] } = driver;
  const settings = { workspaceRoot, project, options: driverOptions, problems, executables: plan.executables, logger };
  return withDriverContext({ ...settings, ...(signal === undefined ? {} : { signal }) }, async (context) => {
    const abilities = await driver.inspect(context);
    assertCanBuild(driver, abilities, plan);
    const onWait = (pid: number) =>
      logger.warn(`Another build of "${project.name}" runs (process ${pid}); waiting for it.`);
    return withFileLock({ path: output.lock, signal: context.signal, onWait }, () =>
      explainFailure(project, async () => {
        const request = await prepareRequest({ plan, abilities, output, context });
        await driver.build(request, context);
        const accepted = await acceptLayout(request, join(context.workDir, 'accepted'));
        const { digest, platforms, size } = accepted;
        const record: ImageRecord = {
          schema: 1,
          name: plan.name,
          digest,
          platforms,
          layout: layoutPath(project.root),
          size,
          driver: driver.name,
        };
        const published = await publishLayout(accepted.directory, output, record);
        return { record, published, engine: abilities.engine };
      }),
    );
  });
}

async function prepareRequest(parts: {
  readonly plan: BuildPlan;
  readonly abilities: BuildAbilities;
  readonly output: ImageOutput;
  readonly context: DriverContext;
}): Promise<BuildRequest> {
  const { plan, abilities, output, context } = parts;
  const projectRoot = join(context.workspaceRoot, context.project.root);
  const layout = join(context.workDir, 'built');
  await mkdir(layout);
  await mkdir(output.cacheDir, { recursive: true });
  const source = abilities.source === 'go' ? { contextDir: projectRoot, moduleDir: '.' } : await stageFor(context);
  const { driver: _, driverOptions: _options, executables: _executables, dockerfile, ...rest } = plan;
  return {
    ...rest,
    ...source,
    projectRoot,
    dockerfile: join(projectRoot, dockerfile),
    layout,
    cacheDir: output.cacheDir,
  };
}

/** Loaded by those that need it: a build with Go stages nothing. */
async function stageFor({
  workspaceRoot,
  project,
  workDir,
}: DriverContext): Promise<Pick<BuildRequest, 'contextDir' | 'moduleDir'>> {
  const { stageContext } = await import('../context/stage-context.ts');
  return stageContext({
    workspaceRoot,
    projectRoot: join(workspaceRoot, project.root),
    directory: join(workDir, 'context'),
  });
}
