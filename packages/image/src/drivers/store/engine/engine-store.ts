import { hostname } from 'node:os';
import {
  familiarReference,
  isProcessAlive,
  isSlipwayError,
  parseReference,
  withDriverContext,
  type DriverContext,
  type ImageReference,
  type LoadRequest,
  type LoadResult,
  type Pinned,
  type Problem,
  type RunRequest,
  type RunResult,
} from '@slipway/kit';
import type { EngineOptions } from './engine-options.ts';
import { containerLabels, runArguments } from './run-arguments.ts';

/** Exit codes by which an engine says that it could not run the program; all others are the program's own. */
const engineFailures = [125, 126, 127];
const programExitCodes = Array.from({ length: 256 }, (_, code) => code).filter(
  (code) => !engineFailures.includes(code),
);

/** Whether the engine's store holds an image. A listing tells «not there» from «no answer»; an inspection does not. */
export async function hasImage(engine: string, reference: Pinned, context: DriverContext): Promise<boolean> {
  // Docker's listing knows an image by the short form of its name alone, podman by any.
  const name = engine === 'docker' ? familiarReference(parseReference(reference)) : reference;
  const args = ['image', 'ls', '--quiet', '--no-trunc', name];
  const { stdout } = await context.run({ file: await context.tool(engine), args, effect: 'read' });
  return stdout.trim() !== '';
}

/** Loads an archive, which carries the content tag in itself, and adds the names for people. */
export async function loadImage(engine: string, request: LoadRequest, context: DriverContext): Promise<LoadResult> {
  const { archive, reference, tags } = request;
  const file = await context.tool(engine);
  await context.run({ file, args: ['load', '--input', archive], effect: 'change', title: `${engine} load` });
  await tagImage(engine, reference, tags, context);
  if (context.dryRun) return { reference, id: request.digest };
  const { stdout } = await context.run({
    file,
    args: ['image', 'inspect', '--format', '{{.Id}}', reference],
    effect: 'read',
  });
  return { reference, id: stdout.trim() };
}

/** Points names for people at an image of the store. */
export async function tagImage(
  engine: string,
  reference: Pinned,
  tags: readonly ImageReference[],
  context: DriverContext,
): Promise<void> {
  const file = await context.tool(engine);
  for (const tag of tags) {
    await context.run({ file, args: ['tag', reference, familiarReference(tag)], effect: 'change' });
  }
}

/** Runs a container in the foreground and removes it, also when the run is cancelled or the engine's client was killed. */
export async function runContainer(
  engine: string,
  problems: readonly Problem[],
  request: RunRequest,
  context: DriverContext<EngineOptions>,
): Promise<RunResult> {
  const file = await context.tool(engine);
  const host = hostname();
  await removeOrphans(file, host, context);
  try {
    const { exitCode } = await context.run({
      file,
      ...runArguments(request, { project: context.project.name, host }, context.options),
      effect: 'change',
      output: 'live',
      acceptExitCodes: programExitCodes,
    });
    return { exitCode };
  } catch (error) {
    // The context runs nothing any more once it is cancelled, and what is left behind must go all the same.
    await withDriverContext({ ...context, problems, signal: new AbortController().signal }, (cleanup) =>
      cleanup.run({ file, args: ['rm', '--force', request.name], effect: 'change', acceptExitCodes: [1] }),
    ).catch((failure: unknown) => {
      if (!isSlipwayError(failure)) throw failure; // The first error says more.
    });
    throw error;
  }
}

/** Removes containers of runs that were killed. Their names end in the process that started them. */
async function removeOrphans(file: string, host: string, context: DriverContext): Promise<void> {
  const filters = [`${containerLabels.project}=${context.project.name}`, `${containerLabels.host}=${host}`];
  const { stdout } = await context.run({
    file,
    args: ['ps', '--all', ...filters.map((filter) => `--filter=label=${filter}`), '--format={{.Names}}'],
    effect: 'read',
  });
  const orphans = stdout.split('\n').filter((name) => {
    const pid = Number(/-(\d+)$/.exec(name)?.[1] ?? Number.NaN);
    return !Number.isNaN(pid) && !isProcessAlive(pid);
  });
  if (orphans.length > 0) await context.run({ file, args: ['rm', '--force', ...orphans], effect: 'change' });
}
