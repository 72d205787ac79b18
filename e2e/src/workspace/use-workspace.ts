import { afterAll, beforeAll } from 'vitest';
import { createWorkspace, type Workspace } from './create-workspace.ts';

/** One workspace for all tests of a suite: made before the first, removed after the last. Ask for it inside of tests. */
export function useWorkspace(nxVersion: string): () => Workspace {
  let workspace: Workspace | undefined;
  beforeAll(async () => {
    workspace = await createWorkspace(nxVersion);
  });
  afterAll(() => workspace?.remove());
  return () => {
    if (workspace === undefined)
      throw new Error('The workspace is made before the first test: ask for it inside of one.');
    return workspace;
  };
}
