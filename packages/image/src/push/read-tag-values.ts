import type { DriverContext } from '@slipway/kit';
import { neededValues, type TagValues } from './plan-tags.ts';

/** Asks git for what the templates need, and for nothing else. */
export async function readTagValues(
  templates: readonly string[],
  version: string | undefined,
  context: Pick<DriverContext, 'run' | 'workspaceRoot'>,
): Promise<TagValues> {
  const needed = neededValues(templates);
  const [sha7, branch] = await Promise.all([
    needed.has('sha7') ? askGit(['rev-parse', '--short=7', 'HEAD'], context) : undefined,
    // A checked-out commit in CI has no branch of its own; pipelines know the name.
    needed.has('branch')
      ? (process.env['SLIPWAY_BRANCH'] ?? askGit(['symbolic-ref', '--quiet', '--short', 'HEAD'], context))
      : undefined,
  ]);
  return {
    ...(version === undefined ? {} : { version }),
    ...(sha7 === undefined ? {} : { sha7 }),
    ...(branch === undefined ? {} : { branch }),
  };
}

async function askGit(
  args: readonly string[],
  { run, workspaceRoot }: Pick<DriverContext, 'run' | 'workspaceRoot'>,
): Promise<string | undefined> {
  const { exitCode, stdout } = await run({
    file: 'git',
    args,
    cwd: workspaceRoot,
    effect: 'read',
    acceptExitCodes: [1, 128],
  });
  return exitCode === 0 && stdout.trim() !== '' ? stdout.trim() : undefined;
}
