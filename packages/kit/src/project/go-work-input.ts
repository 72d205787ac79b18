import { createHash } from 'node:crypto';
import { goWorkEffects } from './go-work-effects.ts';
import { goWorkSettings, goWorkSettingsFile, isSettingsText, renderSettings } from './go-work-settings.ts';
import type { ReadText } from './npm-workspaces.ts';
import { toFolder, type WorkspaceFiles } from './workspace-files.ts';

/** How the go.work at the workspace root reaches the tasks that build Go code. */
export interface GoWorkInput {
  /** The file by which Nx selects what a change of go.work affects. */
  readonly file: 'go.work' | typeof goWorkSettingsFile;
  /** Of all that go.work makes of every module; none where there is no go.work. Part of every task's hash. */
  readonly digest?: string;
}

/**
 * Reads what of go.work counts for every Go task. Where go.work.settings says the same as go.work, it is the file that
 * selects; where it does not, or is missing, go.work is: that selects more than is affected, and never less.
 */
export function readGoWorkInput(
  { modules, workFiles }: Pick<WorkspaceFiles, 'modules' | 'workFiles'>,
  read: ReadText,
): GoWorkInput {
  const goWork = workFiles.get('.');
  const text = goWork === undefined ? undefined : read('go.work');
  if (goWork === undefined || text === undefined) return { file: 'go.work' };
  // Nobody knows what a broken one means, so all of it counts.
  if (goWork.problems.length > 0) return { file: 'go.work', digest: digestOf([text]) };
  const used = new Set(goWork.use.flatMap((folder) => toFolder('.', folder) ?? []));
  const settings = goWorkSettings(text);
  const isCopied = isSettingsText(read(goWorkSettingsFile), renderSettings(settings));
  const digest = digestOf([...settings, '', ...goWorkEffects({ modules, used })]);
  return { file: isCopied ? goWorkSettingsFile : 'go.work', digest };
}

function digestOf(lines: readonly string[]): string {
  return createHash('sha256').update(lines.join('\n')).digest('hex').slice(0, 16);
}
