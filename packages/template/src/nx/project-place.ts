import { isAbsolute, posix, win32 } from 'node:path';
import { kebab } from '../engine/render/language/letter-case.ts';
import { segmentProblem } from '../engine/paths/check-segment.ts';
import { findLink } from '../engine/paths/find-link.ts';
import { toWorkspacePath } from '../engine/paths/workspace-path.ts';
import type { OptionProblem } from './option-problem.ts';

/** Where a new project goes and what it is called. Undefined parts could not be made out. */
export interface ProjectPlace {
  /** Relative to the workspace root, with `/`. */
  readonly root: string | undefined;
  readonly name: string | undefined;
  readonly problems: readonly OptionProblem[];
}

// A DNS label that starts with a letter: Kubernetes, images and Go all take it.
const projectName = /^[a-z](?:[a-z0-9-]*[a-z0-9])?$/;
const maxNameLength = 63;

/**
 * Works out the place from the options: `directory` as typed in the folder `cwd`, which is relative to the workspace root;
 * the name is `name`, or the last segment.
 */
export function findProjectPlace(options: Readonly<Record<string, unknown>>, workspaceRoot: string): ProjectPlace {
  const problems: OptionProblem[] = [];
  const typed = options['directory'];
  const cwd = typeof options['cwd'] === 'string' ? options['cwd'] : '';
  if (typeof typed !== 'string' || typed.trim() === '') {
    return { root: undefined, name: undefined, problems: [nameProblem('The folder of the new project is missing')] };
  }
  const root = toRoot(typed, cwd, problems);
  const link = root === undefined ? undefined : findLink(workspaceRoot, root);
  if (link !== undefined) {
    problems.push({
      code: 'PATH_OUTSIDE_WORKSPACE',
      text: `"${link}" is a symbolic link; files are written only where their path says`,
    });
  }
  const name = typeof options['name'] === 'string' ? options['name'] : posix.basename(root ?? posix.normalize(typed));
  // A bad last segment is one mistake: it is not told again as a bad name.
  if (options['name'] !== undefined || problems.length === 0) problems.push(...projectNameProblems(name));
  return { root, name, problems };
}

/** The folder in the workspace, or undefined when it must not even be looked for on disk. */
function toRoot(typed: string, cwd: string, problems: OptionProblem[]): string | undefined {
  const asTyped = process.platform === 'win32' ? typed.replaceAll('\\', '/') : typed;
  const isAbsolutePath = isAbsolute(asTyped) || win32.isAbsolute(asTyped);
  const root = isAbsolutePath ? undefined : toWorkspacePath(posix.join(cwd, asTyped));
  // What was typed before it is shortened, and the current folder that it may be below.
  const badSegments = [...new Set([...asTyped.split('/'), ...(root ?? '').split('/')])].flatMap((segment) => {
    const problem = ['', '.', '..'].includes(segment) ? undefined : folderProblem(segment);
    return problem === undefined ? [] : [nameProblem(`"${shorten(segment)}" cannot be a folder: ${problem}`)];
  });
  problems.push(...badSegments);
  if (root === '.')
    problems.push(nameProblem('The workspace itself cannot be the folder of a new project; name a folder in it'));
  // A NUL leaves no path to speak of, and has been told already.
  if (root === undefined && !asTyped.includes('\0')) {
    const why = isAbsolutePath ? 'is absolute; give it relative to the current folder' : 'leaves the workspace';
    problems.push({ code: 'PATH_OUTSIDE_WORKSPACE', text: `The folder "${shorten(typed)}" ${why}` });
  }
  return root === '.' || badSegments.length > 0 ? undefined : root;
}

function folderProblem(segment: string): string | undefined {
  const problem = segmentProblem(segment);
  if (problem !== undefined) return problem;
  if (segment.startsWith('-')) return 'it starts with "-", which commands take for an option';
  return /^[A-Za-z0-9._-]+$/.test(segment) ? undefined : 'use letters a to z, digits, ".", "_" and "-"';
}

function projectNameProblems(name: string): readonly OptionProblem[] {
  if (projectName.test(name) && name.length <= maxNameLength) return [];
  const suggestion = kebab(name.normalize('NFKD').replaceAll(/[^\p{L}\p{N}]+/gu, '-'));
  const isUsable = suggestion !== name && projectName.test(suggestion) && suggestion.length <= maxNameLength;
  const hint = isUsable ? `; "${suggestion}" would do` : '';
  return [
    nameProblem(
      `"${shorten(name)}" cannot be the name of a project: a name has at most ${maxNameLength} lower-case letters, digits and "-", and starts with a letter${hint}`,
    ),
  ];
}

function nameProblem(text: string): OptionProblem {
  return { code: 'NAME_INVALID', text };
}

function shorten(text: string): string {
  return text.length > 60 ? `${text.slice(0, 57)}…` : text;
}
