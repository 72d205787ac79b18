import {
  goWorkSettingsFile,
  isSettingsText,
  readWorkspaceFiles,
  renderGoWorkSettings,
  SlipwayError,
  type GoWork,
  type ReadText,
} from '@slipway/kit';
import { editGoWork, type GoWorkEdit } from './edit-go-work.ts';
import { planGoWork } from './plan-go-work.ts';

/** What has to be written for go.work to be right, and why. */
export interface GoWorkSync {
  /** Path → text; empty when all is right. */
  readonly changes: Readonly<Record<string, string>>;
  /** One line that names all that is out of date; empty when nothing is. */
  readonly message: string;
}

const nothing: GoWorkSync = { changes: {}, message: '' };

/**
 * Compares the go.work at the workspace root with the modules of the workspace, and go.work.settings with it.
 * A workspace without a go.work has decided to have none. Needs no Go. Throws GO_MOD_INVALID.
 */
export function syncGoWork(files: readonly string[], read: ReadText): GoWorkSync {
  const { modules, workFiles } = readWorkspaceFiles(files, read);
  const parsed = workFiles.get('.');
  const before = read('go.work');
  // What git ignores is nobody else's: Nx does not tell us of it.
  if (parsed === undefined || before === undefined) return nothing;
  assertUnderstood(parsed);
  const hasGoMod = (folder: string) => read(folder === '.' ? 'go.mod' : `${folder}/go.mod`) !== undefined;
  const plan = planGoWork({ goWork: before, modules, hasGoMod });
  const goWork = editGoWork(before, plan);
  const settings = renderGoWorkSettings(goWork);
  const known = read(goWorkSettingsFile);
  const isKnown = isSettingsText(known, settings);
  const reasons = [
    ...explain(plan, parsed.go),
    ...(isKnown ? [] : [`${goWorkSettingsFile} ${known === undefined ? 'is missing' : 'is out of date'}`]),
  ];
  return {
    changes: {
      ...(goWork === before ? {} : { 'go.work': goWork }),
      ...(isKnown ? {} : { [goWorkSettingsFile]: settings }),
    },
    message: reasons.length === 0 ? '' : `${reasons.join('; ')}.`,
  };
}

function assertUnderstood({ problems }: GoWork): void {
  const [first] = problems;
  if (first === undefined) return;
  throw new SlipwayError({
    code: 'GO_MOD_INVALID',
    summary: `go.work:${first.line}: ${first.message}.`,
    details: problems.slice(1).map(({ line, message }) => `go.work:${line}: ${message}`),
    state: 'Nothing was changed.',
    hint: 'Correct the file; "go work edit -json" says what Go makes of it.',
  });
}

function explain({ use, drop, go }: Required<GoWorkEdit>, written: string | undefined): readonly string[] {
  const said = written === undefined ? 'has no go line' : `says go ${written}`;
  return [
    ...(use.length > 0 ? [`go.work lacks ${listFolders(use)}`] : []),
    ...(drop.length > 0 ? [`go.work uses ${listFolders(drop)} without a go.mod`] : []),
    ...(written === go ? [] : [`go.work ${said}, and its modules need ${go}`]),
  ];
}

/** As many as a line holds. */
const shown = 5;

function listFolders(folders: readonly string[]): string {
  const names = folders.slice(0, shown).map((folder) => (folder === '.' ? folder : `./${folder}`));
  return `${names.join(', ')}${folders.length > shown ? ` and ${folders.length - shown} more` : ''}`;
}
