import { join } from 'node:path';
import { formatDuration, withDriverContext, type DriverContext } from '@slipway/kit';
import { composeProblems } from '../drivers/compose/compose-problems.ts';
import { composeDown, composeLogs, composeUp, type DevelopmentRequest } from '../drivers/compose/development.ts';
import type { ReleaseRun } from './release-run.ts';
import { listChanges, summarizeChanges } from './summarize-changes.ts';

interface ComposeOptions {
  /** A context of docker. Default: the one docker uses. */
  readonly context?: string;
  readonly executables?: Readonly<Record<string, string>>;
}

/** Options of compose-up, as Nx hands them over. Every one is described in the executor's schema. */
export interface ComposeUpOptions extends ComposeOptions {
  /** Seconds. Default: 120. */
  readonly timeout?: number;
  readonly dryRun?: boolean;
}

/** Options of compose-down. */
export interface ComposeDownOptions extends ComposeOptions {
  readonly volumes?: boolean;
  readonly dryRun?: boolean;
}

/** Options of compose-logs. */
export interface ComposeLogsOptions extends ComposeOptions {
  readonly follow?: boolean;
}

type ComposeRun = Omit<ReleaseRun, 'environment'>;

/** Starts the services of a project for development, and says how to reach them. */
export async function startServices(run: ComposeRun, options: ComposeUpOptions): Promise<void> {
  const start = performance.now();
  const { project, logger, verbose } = run;
  const { timeout = 120, dryRun = false } = options;
  const { changes, access } = await withCompose(run, options, (request, context) =>
    composeUp({ ...request, timeout }, context),
  );
  if (dryRun) return;
  logger.info(
    [`${project.name} is up`, summarizeChanges(changes), formatDuration(performance.now() - start)].join(' · '),
  );
  if (verbose) for (const line of listChanges(changes)) logger.info(line);
  for (const line of access) logger.info(`  ${line}`);
}

/** Stops the services of a project. */
export async function stopServices(run: ComposeRun, options: ComposeDownOptions): Promise<void> {
  const { volumes = false, dryRun = false } = options;
  await withCompose(run, options, (request, context) => composeDown({ ...request, volumes }, context));
  if (!dryRun) run.logger.info(`${run.project.name} is down${volumes ? ', and its volumes are removed' : ''}`);
}

/** Shows what the services of a project print. */
export async function followServices(run: ComposeRun, options: ComposeLogsOptions): Promise<void> {
  const { follow = true } = options;
  await withCompose(run, options, (request, context) => composeLogs({ ...request, follow }, context));
}

function withCompose<Result>(
  { workspaceRoot, project, executables, logger, signal }: ComposeRun,
  { context: engine, dryRun = false }: ComposeOptions & { readonly dryRun?: boolean },
  action: (request: DevelopmentRequest, context: DriverContext) => Promise<Result>,
): Promise<Result> {
  const settings = { workspaceRoot, project, options: {}, problems: composeProblems, dryRun, executables, logger };
  const request = {
    projectRoot: join(workspaceRoot, project.root),
    ...(engine === undefined ? {} : { context: engine }),
  };
  return withDriverContext({ ...settings, ...(signal === undefined ? {} : { signal }) }, (context) =>
    action(request, context),
  );
}
