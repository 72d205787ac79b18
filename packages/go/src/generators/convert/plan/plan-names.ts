import { posix } from 'node:path';
import { nameProjects, readWorkspaceFiles } from '@slipway/kit';
import type { ConvertedWorkspace } from '../workspace.ts';
import type { ProjectLayout } from './plan-layout.ts';

/**
 * The names of projects that we would call otherwise than the plugin did: root → name to write down.
 * One written name may free or take another, so the question is asked until nothing differs any more.
 */
export function planNames(
  { files, reader }: ConvertedWorkspace,
  layouts: ReadonlyMap<string, ProjectLayout>,
): ReadonlyMap<string, string> {
  const written = new Map<string, string>();
  // Without modules only the names that files give are left; those hold for every plugin.
  const given = nameProjects({ ...readWorkspaceFiles(files, reader.read), modules: new Map() }, reader.read);
  for (;;) {
    const names = nameAll(files, reader.read, written);
    const different = [...layouts.values()].flatMap(({ root, entry }) => {
      const name = entry?.peer.nameProject(root);
      const isSettled = name === undefined || given.has(root) || written.has(root) || names.get(root) === name;
      return isSettled ? [] : [[root, name] as const];
    });
    if (different.length === 0) return written;
    for (const [root, name] of different) written.set(root, name);
  }
}

function nameAll(
  files: readonly string[],
  read: ConvertedWorkspace['reader']['read'],
  written: ReadonlyMap<string, string>,
): ReadonlyMap<string, string> {
  const added = [...written.keys()].map((root) => posix.join(root, 'project.json'));
  const readWritten = (path: string) => {
    const name = posix.basename(path) === 'project.json' ? written.get(posix.dirname(path)) : undefined;
    return name === undefined ? read(path) : JSON.stringify({ name });
  };
  return nameProjects(readWorkspaceFiles([...new Set([...files, ...added])], readWritten), readWritten);
}
