import { mkdir, rm, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { runOk } from './run.ts';

/** Path relative to the workspace root → text; undefined deletes the file or the folder. */
export type Files = Readonly<Record<string, string | undefined>>;

/** The git repository of a workspace, as somebody works in it. */
export interface Repository {
  /** Writes files and commits all that differs. Answers the commit's id. */
  commit(files: Files): Promise<string>;
  /** Makes the tracked files those of a commit again. What git ignores stays. */
  reset(commit: string): Promise<void>;
}

/** Works in the repository at `root`, whatever the machine's own git configuration says. */
export function openRepository(root: string): Repository {
  const git = async (...args: readonly string[]): Promise<string> => {
    const env = { GIT_CONFIG_GLOBAL: '/dev/null', GIT_CONFIG_NOSYSTEM: '1' };
    const author = ['-c', 'user.name=Ada', '-c', 'user.email=ada@example.com', '-c', 'commit.gpgsign=false'];
    return (await runOk(['git', ...author, ...args], { cwd: root, env })).stdout.trim();
  };
  return {
    async commit(files) {
      await writeFiles(root, files);
      await git('add', '--all');
      await git('commit', '--quiet', '--message', 'Change');
      return git('rev-parse', 'HEAD');
    },
    async reset(commit) {
      await git('reset', '--quiet', '--hard', commit);
      await git('clean', '--quiet', '--force', '-d');
    },
  };
}

/** Writes and deletes files below a folder. */
export async function writeFiles(root: string, files: Files): Promise<void> {
  for (const [path, text] of Object.entries(files)) {
    const file = join(root, path);
    if (text === undefined) {
      await rm(file, { recursive: true });
      continue;
    }
    await mkdir(dirname(file), { recursive: true });
    await writeFile(file, text);
  }
}
