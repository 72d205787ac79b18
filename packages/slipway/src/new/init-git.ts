import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { findOnPath, runCommand, type RunnerSettings } from '@slipway/kit';

/** Makes a git repository, unless git is missing or the folder around is in one already. */
export async function initGit(settings: RunnerSettings, around: string): Promise<boolean> {
  const git = await findOnPath('git');
  if (git === undefined) return false;
  const inside = await runCommand(
    { file: git, args: ['-C', around, 'rev-parse', '--is-inside-work-tree'], effect: 'read', acceptExitCodes: [128] },
    settings,
  );
  if (inside.stdout.trim() === 'true') return false;
  // `--initial-branch` came with git 2.28; an older git says so with exit code 129.
  const init = { file: git, effect: 'change', acceptExitCodes: [129] } as const;
  const { exitCode } = await runCommand({ ...init, args: ['init', '--quiet', '--initial-branch=main'] }, settings);
  if (exitCode === 0) return true;
  await rm(join(settings.cwd, '.git'), { recursive: true, force: true });
  await runCommand({ file: git, args: ['init', '--quiet'], effect: 'change' }, settings);
  return true;
}
