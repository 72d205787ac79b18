import { readFile } from 'node:fs/promises';
import { basename, join, relative } from 'node:path';
import { digestOf, isSlipwayError, type Digest } from '@slipway/kit';
import type { GoRun } from '../toolchain/with-go.ts';
import { createProgram } from './program.ts';
import type { Serving } from './serving.ts';
import { createChangeSignal } from './watch/change-signal.ts';
import { findWatched, isGoSource, type Watched } from './watch/find-watched.ts';
import { watchFolders } from './watch/folder-watcher.ts';

/** Milliseconds without an event that end a burst of them. */
const quiet = 100;

/**
 * Serves until it is told to stop, and again whenever what the program is made of changes. A program gives way only to
 * one that was built; one that is the same after a change is left alone. Throws CANCELLED.
 */
export async function serveWatching(run: GoRun, serving: Serving): Promise<never> {
  const { logger, project } = run;
  const changes = createChangeSignal(quiet);
  let watched = watchedAtFirst(run);
  const folders = watchFolders({
    isRelevant: (path, isFolder) => watched.isRelevant(path, isFolder),
    onChange: changes.mark,
    onLimit: ({ message }) =>
      logger.warn(`Not every folder is watched (${message}). On Linux raise fs.inotify.max_user_watches with sysctl`),
  });
  const program = createProgram(run, serving, (error) => {
    logger.output(error === undefined ? `${project.name} has ended.` : `${project.name}: ${error.summary}`);
    logger.output('Waiting for a change.');
  });
  let served: Digest | undefined;
  try {
    for (;;) {
      // Before the build, so that no change during it is missed.
      watched = (await findWatched(run, serving)) ?? watched;
      folders.set(watched.folders);
      const built = await tryBuild(run, serving);
      if (built === undefined) {
        logger.output(program.isRunning() ? 'The program before it keeps running.' : 'Waiting for a change.');
      } else if (!program.isRunning() || built !== served) {
        await program.restart();
        logger.info(
          `${served === undefined ? 'Serving' : 'Restarted'} ${project.name}; a change of its code restarts it`,
        );
        served = built;
      }
      logger.info(`Changed: ${relative(run.workspaceRoot, await changes.next(run.signal))}`);
    }
  } finally {
    folders.close();
    await program.stop();
  }
}

/** The digest of what was built; `undefined` where it does not compile, and the user was told. */
async function tryBuild({ logger }: GoRun, { build, file }: Serving): Promise<Digest | undefined> {
  try {
    await build();
    return digestOf(await readFile(file));
  } catch (error) {
    if (!isSlipwayError(error) || error.code === 'CANCELLED') throw error;
    logger.output(error.message);
    return undefined;
  }
}

/** Until Go has said what the program is made of, which it cannot with a broken go.mod: the project's own folders. */
function watchedAtFirst({ project, workspaceRoot, cwd }: GoRun): Watched {
  return {
    folders: [
      workspaceRoot,
      join(workspaceRoot, project.moduleRoot),
      ...project.packages.map((path) => join(cwd, path)),
    ],
    isRelevant: (path, isFolder) => !isFolder && isGoSource(basename(path)),
  };
}
