import { join } from 'node:path';
import {
  findDriver,
  readDriverOptions,
  SlipwayError,
  withDriverContext,
  type DeployAbilities,
  type DeployAction,
  type DeployDriver,
  type DeploySession,
  type DeployTarget,
  type DriverContext,
} from '@slipway/kit';
import { deployDrivers } from '../drivers/built-in.ts';
import type { ReleaseRun } from './release-run.ts';

/** A driver with a context of its own, not yet connected to anything. */
export interface PreparedDriver {
  readonly driver: DeployDriver;
  readonly context: DriverContext;
  readonly target: DeployTarget;
  /** What the driver can do here, asked once. */
  readonly abilities: () => Promise<DeployAbilities>;
}

/** Finds the driver of the environment, checks its options, and runs an action with a context for it. */
export async function withDriver<Result>(
  run: ReleaseRun,
  dryRun: boolean,
  action: (prepared: PreparedDriver) => Promise<Result>,
): Promise<Result> {
  const { workspaceRoot, project, environment, executables, logger, signal } = run;
  const driver = await findDriver({ kind: 'deploy', name: environment.driver, builtIns: deployDrivers, workspaceRoot });
  const options = await readDriverOptions(driver, environment.driverOptions);
  const { problems = [] } = driver;
  const settings = { workspaceRoot, project, options, problems, dryRun, executables, logger };
  return withDriverContext({ ...settings, ...(signal === undefined ? {} : { signal }) }, (context) => {
    let asked: Promise<DeployAbilities> | undefined;
    return action({ driver, context, target: targetOf(run), abilities: () => (asked ??= driver.inspect(context)) });
  });
}

/** The place of a release, as drivers are told it. */
function targetOf({ workspaceRoot, project, environment }: ReleaseRun): DeployTarget {
  const { name, release, context, server, namespace, createNamespace, overlay, values } = environment;
  return {
    environment: name,
    release,
    projectRoot: join(workspaceRoot, project.root),
    ...(context === undefined ? {} : { context }),
    ...(server === undefined ? {} : { server }),
    ...(namespace === undefined ? {} : { namespace }),
    createNamespace,
    overlay,
    values,
  };
}

/** Opens the place, prints it, and closes it again however the action ends. */
export async function withSession<Result>(
  run: ReleaseRun,
  { driver, context, target }: PreparedDriver,
  action: (session: DeploySession) => Promise<Result>,
): Promise<Result> {
  const session = await timed(run, 'connect', () => driver.open(target, context));
  try {
    printPlace(run, session);
    return await action(session);
  } finally {
    await session.close();
  }
}

/** Says where a run leads, before anything is changed. */
export function printPlace({ project, environment, logger }: ReleaseRun, { place }: DeploySession): void {
  const width = Math.max(0, ...place.map(({ label }) => label.length));
  logger.info(`${project.name} → ${environment.name}`);
  for (const { label, value } of place) logger.info(`  ${label.padEnd(width)}  ${value}`);
}

/** The function of a session that not every driver has. Throws DRIVER_CANNOT. */
export function requireAction<Action extends DeployAction>(
  session: DeploySession,
  action: Action,
  { environment }: ReleaseRun,
): NonNullable<DeploySession[Action]> {
  const found = session[action];
  if (found !== undefined) return found.bind(session) as NonNullable<DeploySession[Action]>;
  throw new SlipwayError({
    code: 'DRIVER_CANNOT',
    summary: `The deploy driver "${environment.driver}" of the environment "${environment.name}" has no ${action}.`,
    state: 'Nothing was changed.',
    hint: 'Use the tool of that place, or another driver.',
  });
}

/** Runs a step and prints how long it took. */
export async function timed<Result>(
  { logger }: Pick<ReleaseRun, 'logger'>,
  title: string | ((result: Result) => string),
  step: () => Promise<Result>,
): Promise<Result> {
  const start = performance.now();
  const result = await step();
  logger.step(typeof title === 'string' ? title : title(result), performance.now() - start);
  return result;
}
