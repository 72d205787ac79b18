import { segmentProblem } from './check-segment.ts';

const maxPathBytes = 1024;

/** Why a relative path with `/` must not be written, naming the bad segment; undefined when it may. */
export function pathProblem(path: string): string | undefined {
  if (path.startsWith('/')) return 'it is absolute';
  for (const segment of path.split('/')) {
    const problem = segmentProblem(segment);
    if (problem !== undefined) return path === segment ? problem : `of "${segment}", ${problem}`;
  }
  return Buffer.byteLength(path) > maxPathBytes ? `it is longer than ${maxPathBytes} bytes` : undefined;
}

/** The form in which two paths are one on a file system that ignores case. */
export function foldPath(path: string): string {
  // Upper case first: it joins letters that lower case alone keeps apart, such as long s and s.
  return path.normalize('NFC').toUpperCase().toLowerCase();
}

/** Order by UTF-16 code unit: the same on every machine, whatever its locale. */
export function comparePaths(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
