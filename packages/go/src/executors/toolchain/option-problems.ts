import { posix, win32 } from 'node:path';
import { SlipwayError } from '@slipway/kit';
import type { GoProject } from './go-project.ts';

/** Sentences that say what is wrong with an option; empty when nothing is. */
export type OptionProblems = readonly string[];

/** Throws OPTIONS_INVALID with all problems at once. `action` is what cannot happen: `The build`. */
export function assertNoProblems(action: string, project: GoProject, state: string, problems: OptionProblems): void {
  if (problems.length === 0) return;
  throw new SlipwayError({
    code: 'OPTIONS_INVALID',
    summary: `${action} of ${project.name} cannot run with these options.`,
    details: problems,
    state,
  });
}

/** Whether a path that an option gives stays in the workspace, also on Windows, and looks like no flag. */
export function isInsideWorkspace(path: string): boolean {
  const normal = posix.normalize(path.replaceAll('\\', '/'));
  return !win32.isAbsolute(normal) && normal !== '..' && !normal.startsWith('../') && !normal.startsWith('-');
}

/** An option that names a file or folder to write. */
export function outputProblems(name: string, path: string | undefined, kind: 'file' | 'folder'): OptionProblems {
  if (path === undefined) return [];
  const isFolder = kind === 'folder' || !/(?:^|[\\/])\.{0,2}$/.test(path);
  if (path !== '' && isFolder && isInsideWorkspace(path)) return [];
  return [`${name} is "${path}"; it must be a ${kind} inside the workspace`];
}

/** Build tags. */
export function tagProblems(tags: readonly string[] = []): OptionProblems {
  return tags.filter((tag) => !/^[\w.]+$/.test(tag)).map((tag) => `tags holds "${tag}", which is no build tag`);
}

/** An option that is a Go duration; where `times` is set, `100x` as well; or one of a few words. */
export function durationProblems(
  name: string,
  value: string | undefined,
  { times = false, or = [] }: { readonly times?: boolean; readonly or?: readonly string[] } = {},
): OptionProblems {
  if (value === undefined || or.includes(value) || isPositiveDuration(value)) return [];
  if (times && /^[1-9]\d*x$/.test(value)) return [];
  const forms = ['a Go duration such as 30s or 1m30s', ...(times ? ['a number of times such as 100x'] : []), ...or];
  return [`${name} is "${value}"; use ${forms.join(', or ')}`];
}

function isPositiveDuration(value: string): boolean {
  return /^(?:\d+(?:\.\d+)?(?:ns|us|µs|ms|s|m|h))+$/.test(value) && /[1-9]/.test(value);
}

/** An option that names one package of the project. */
export function packageProblems(path: string | undefined, { packages }: GoProject): OptionProblems {
  if (path === undefined || packages.includes(folderOfPackage(path))) return [];
  const known = packages.length === 0 ? 'it has none' : `it has ${packages.map(toPackagePath).join(', ')}`;
  return [`package is "${path}", which is no package of the project; ${known}`];
}

/** `internal/money` and `./internal/money/` → `./internal/money`, as the go command wants it. */
export function toPackagePath(path: string): string {
  const folder = folderOfPackage(path);
  return folder === '.' ? '.' : `./${folder}`;
}

function folderOfPackage(path: string): string {
  return posix.normalize(path).replace(/\/$/, '');
}
