import { afterAll, beforeAll } from 'vitest';
import type { Workspace } from '../../workspace/create-workspace.ts';
import { openRepository, writeFiles, type Repository } from '../../workspace/repository.ts';
import { useWorkspace } from '../../workspace/use-workspace.ts';
import { monorepo } from './monorepo.ts';

/** The monorepo in a workspace, committed, and nothing run yet. */
export interface Monorepo extends Repository {
  readonly workspace: Workspace;
  /** The commit. */
  readonly base: string;
}

/** Makes it once for all tests of a suite. Ask for it inside of tests. */
export function useMonorepo(nxVersion: string): () => Monorepo {
  const workspace = useWorkspace(nxVersion);
  let made: Monorepo | undefined;
  beforeAll(async () => {
    const { root, nxOk } = workspace();
    const repository = openRepository(root);
    await writeFiles(root, monorepo);
    await nxOk(['sync']);
    made = { ...repository, workspace: workspace(), base: await repository.commit({}) };
  });
  afterAll(() => {
    made = undefined;
  });
  return () => {
    if (made === undefined) throw new Error('The monorepo is made before the first test: ask for it inside of one.');
    return made;
  };
}
