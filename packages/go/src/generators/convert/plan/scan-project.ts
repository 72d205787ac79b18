import { posix } from 'node:path';
import { findGoPackages, isGoFile, readGoHeader } from '@slipway/kit';
import type { DiskReader } from '../../../inference/disk-reader.ts';

/** What the Go files of a project say that its configuration has to know. */
export interface ProjectScan {
  /** Whether a file imports "C": we build without cgo where nobody asks for it. */
  readonly usesCgo: boolean;
  /** Whether a file has a `//go:generate` line. */
  readonly generates: boolean;
}

/** Reads the Go files of a project. */
export function scanProject(root: string, reader: DiskReader, isOther: (folder: string) => boolean): ProjectScan {
  const { packages } = findGoPackages(root, reader, isOther);
  const files = packages.flatMap((folder) => {
    const path = posix.join(root, folder);
    const names = reader.list(path).flatMap(({ name, isFolder }) => (!isFolder && name.endsWith('.go') ? [name] : []));
    return names.map((name) => ({ name, text: reader.read(posix.join(path, name)) ?? '' }));
  });
  return {
    usesCgo: files.some(
      ({ name, text }) => isGoFile(name, { tests: false }) && readGoHeader(text).imports.includes('C'),
    ),
    generates: files.some(({ text }) => /^\/\/go:generate[ \t]/m.test(text)),
  };
}
