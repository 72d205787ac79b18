import { readFileSync } from 'node:fs';
import { dirname, join, relative, sep } from 'node:path';

/** The npm package that a folder belongs to. */
export interface OwningPackage {
  readonly name: string | undefined;
  readonly version: string | undefined;
  /** Path of the folder in the package, with `/`; empty for the package itself. */
  readonly path: string;
}

/** Finds the nearest package.json in a folder or above it; undefined when there is none that can be read. */
export function packageOf(folder: string): OwningPackage | undefined {
  for (let at = folder; ; at = dirname(at)) {
    const content = readPackage(join(at, 'package.json'));
    if (content !== undefined) {
      const text = (key: string): string | undefined => (typeof content[key] === 'string' ? content[key] : undefined);
      return { name: text('name'), version: text('version'), path: relative(at, folder).replaceAll(sep, '/') };
    }
    if (dirname(at) === at) return undefined;
  }
}

function readPackage(file: string): Readonly<Record<string, unknown>> | undefined {
  try {
    const content: unknown = JSON.parse(readFileSync(file, 'utf8'));
    return typeof content === 'object' && content !== null ? (content as Record<string, unknown>) : undefined;
  } catch {
    // Missing, unreadable or broken: for this question all three mean «not here».
    return undefined;
  }
}
