import { SlipwayError } from '@slipway/kit';
import type { DirectoryEntry, TarEntry } from './tar-entry.ts';
import { headerProblems, type HeaderFields } from './header.ts';

/** A tar that is known to fit: every entry checked, parents added, in the order it is written. */
export interface TarPlan {
  readonly entries: readonly TarEntry[];
  /** Seconds since 1970, for every entry. */
  readonly mtime: number;
}

/**
 * Checks entries and puts them into the one order that equal content always has: by code unit, parents first.
 * Throws TAR_ENTRY_INVALID with every problem.
 */
export function planTar(entries: readonly TarEntry[], options: { readonly mtime?: number } = {}): TarPlan {
  const mtime = options.mtime ?? 0;
  const problems = entries.flatMap((entry) =>
    entryProblems(entry, mtime).map((problem) => `${JSON.stringify(entry.path)}: ${problem}`),
  );
  const byPath = new Map<string, TarEntry>();
  for (const entry of entries) {
    if (byPath.has(entry.path)) problems.push(`${JSON.stringify(entry.path)}: is listed twice`);
    byPath.set(entry.path, entry);
  }
  for (const { path } of entries) {
    for (const parent of parentsOf(path)) {
      const known = byPath.get(parent);
      if (known === undefined) byPath.set(parent, impliedDirectory(parent));
      else if (known.kind !== 'directory')
        problems.push(`${JSON.stringify(path)}: lies below ${parent}, a ${known.kind}`);
    }
  }
  if (problems.length > 0) {
    throw new SlipwayError({
      code: 'TAR_ENTRY_INVALID',
      summary: `A layer cannot hold ${problems.length === 1 ? 'one entry' : 'some entries'} as given.`,
      details: problems,
      state: 'Nothing was written.',
    });
  }
  // Code units, not localeCompare: that would depend on the machine's ICU.
  return { entries: [...byPath.values()].sort((a, b) => (a.path < b.path ? -1 : 1)), mtime };
}

/** The header of a planned entry with this many bytes of content. */
export function headerFieldsOf(entry: TarEntry, size: number, mtime: number): HeaderFields {
  const common = { uid: entry.uid ?? 0, gid: entry.gid ?? 0, mtime };
  switch (entry.kind) {
    case 'file':
      return { ...common, path: entry.path, typeflag: '0', mode: entry.mode, size, target: '' };
    case 'directory':
      return { ...common, path: `${entry.path}/`, typeflag: '5', mode: entry.mode, size: 0, target: '' };
    case 'symlink':
      return { ...common, path: entry.path, typeflag: '2', mode: 0o777, size: 0, target: entry.target };
    default:
      return entry satisfies never;
  }
}

function entryProblems(entry: TarEntry, mtime: number): readonly string[] {
  const size = entry.kind === 'file' && entry.content instanceof Uint8Array ? entry.content.length : 0;
  return [...pathProblems(entry.path), ...headerProblems(headerFieldsOf(entry, size, mtime)), ...targetProblems(entry)];
}

function pathProblems(path: string): readonly string[] {
  if (path === '') return ['the path is empty'];
  if (path.includes('\0')) return ['the path holds a NUL'];
  const segments = path.split('/');
  if (segments.includes('')) return ['the path is not relative, or holds an empty part'];
  return segments.some((segment) => segment === '.' || segment === '..') ? ['the path holds "." or ".."'] : [];
}

function targetProblems(entry: TarEntry): readonly string[] {
  if (entry.kind !== 'symlink') return [];
  return entry.target === '' || entry.target.includes('\0') ? ['the link target is empty or holds a NUL'] : [];
}

function parentsOf(path: string): readonly string[] {
  const segments = path.split('/');
  return segments.slice(0, -1).map((_, at) => segments.slice(0, at + 1).join('/'));
}

function impliedDirectory(path: string): DirectoryEntry {
  return { kind: 'directory', path, mode: 0o755 };
}
