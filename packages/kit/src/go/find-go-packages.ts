import { posix } from 'node:path';
import { isIgnoredFolder } from './ignored-folders.ts';
import { readGoHeader } from './read-go-header.ts';

/** Looks into folders. Paths are relative to the workspace root, with `/`; `.` is the workspace itself. */
export interface FolderReader {
  /** Entries of a folder; empty where there is none. */
  list(folder: string): readonly { readonly name: string; readonly isFolder: boolean }[];
  /** The first bytes of a file as text; empty where there is none. */
  readHead(file: string): string;
  /** Whether a file, or a folder, is no part of the workspace although it is there: `.gitignore` says so. Default: none. */
  isIgnored?(path: string, isFolder: boolean): boolean;
}

/** The Go packages of one project. Folders are relative to the project root: `.`, `cmd/orders`. Sorted. */
export interface GoPackages {
  readonly packages: readonly string[];
  /** Those with a program in them. */
  readonly commands: readonly string[];
}

/**
 * Finds the packages that `./...` would find in the project, leaving out what is ignored and what belongs to others.
 * `isSkipped` says which folders `./...` does not enter; without it their names do.
 */
export function findGoPackages(
  root: string,
  reader: FolderReader,
  isOtherProject: (folder: string) => boolean,
  isSkipped: (folder: string) => boolean = (folder) => isIgnoredFolder(posix.basename(folder)),
): GoPackages {
  const packages: string[] = [];
  const commands: string[] = [];
  const isIgnored = (path: string, isFolder: boolean) => reader.isIgnored?.(path, isFolder) === true;
  const visit = (folder: string) => {
    const within = (name: string) => (folder === '.' ? name : `${folder}/${name}`);
    const entries = reader.list(folder);
    const names = entries.filter(({ name, isFolder }) => !isFolder && isGoFile(name)).map(({ name }) => name);
    const goFiles = names.sort().filter((name) => !isIgnored(within(name), false));
    if (goFiles.length > 0) {
      packages.push(relativeTo(root, folder));
      const programs = goFiles.filter((name) => isGoFile(name, { tests: false })).map(within);
      if (isGoCommand(headsOf(programs, reader))) commands.push(relativeTo(root, folder));
    }
    for (const { name, isFolder } of entries) {
      const child = within(name);
      if (isFolder && !isSkipped(child) && !isOtherProject(child) && !isIgnored(child, true)) visit(child);
    }
  };
  visit(root);
  return { packages: packages.sort(), commands: commands.sort() };
}

/**
 * Whether the files of one folder make a program, judged by their first bytes: `package main`, whatever the build tags but `ignore`.
 * The answer is the first file's that counts; the rest is not asked for.
 */
export function isGoCommand(heads: Iterable<string>): boolean {
  for (const head of heads) {
    // A file outside every build says nothing about its folder: generators are often kept that way.
    if (/^\/\/(?:go:build|\s*\+build) ignore\b/m.test(head)) continue;
    return readGoHeader(head).packageName === 'main';
  }
  return false;
}

/** Whether the go command takes a file into a build, by its name. Tests are taken into test programs only. */
export function isGoFile(name: string, { tests = true }: { readonly tests?: boolean } = {}): boolean {
  return name.endsWith('.go') && !/^[._]/.test(name) && (tests || !name.endsWith('_test.go'));
}

function* headsOf(files: readonly string[], reader: FolderReader): Generator<string, void, undefined> {
  for (const file of files) yield reader.readHead(file);
}

function relativeTo(root: string, folder: string): string {
  if (folder === root) return '.';
  return root === '.' ? folder : folder.slice(root.length + 1);
}
