import { posix } from 'node:path';
import { isGoFile } from '@slipway/kit';
import { createDiskReader } from '../../inference/disk-reader.ts';
import type { GoProject } from './go-project.ts';

/** The Go files of the project's packages, relative to its folder: no locks of editors, `.#a.go`. None looks like a flag. */
export function goFiles({ root, packages }: GoProject, workspaceRoot: string): readonly string[] {
  const reader = createDiskReader(workspaceRoot);
  return packages.flatMap((folder) => {
    const entries = reader.list(posix.join(root, folder));
    const names = entries.filter(({ name, isFolder }) => !isFolder && isGoFile(name)).map(({ name }) => name);
    return names.sort().map((name) => (folder === '.' ? `./${name}` : `${folder}/${name}`));
  });
}
