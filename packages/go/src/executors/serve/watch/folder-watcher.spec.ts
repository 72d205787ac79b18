import { symlink } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, it, onTestFinished } from 'vitest';
import { makeWorkspace, writeFiles } from '../../../testing/make-workspace.ts';
import { watchFolders } from './folder-watcher.ts';

it('survives what the system tells nothing about, such as a link to itself', async () => {
  const root = await makeWorkspace(onTestFinished, {});
  const seen = new Set<string>();
  let wake = (): void => undefined;
  const watcher = watchFolders({
    isRelevant: () => true,
    onChange: (path) => {
      seen.add(path);
      wake();
    },
    onLimit: (error) => {
      throw error;
    },
  });
  onTestFinished(() => watcher.close());
  watcher.set([root]);
  await symlink('loop.go', join(root, 'loop.go'));
  await writeFiles(root, { 'after.go': '' });
  while (!seen.has(join(root, 'after.go'))) await new Promise<void>((resolve) => (wake = resolve));
  expect(seen).toContain(join(root, 'loop.go'));
});
