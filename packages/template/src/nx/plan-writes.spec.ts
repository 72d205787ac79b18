import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it, onTestFinished } from 'vitest';
import { planWrites, type PlannedWrite } from './plan-writes.ts';
import { createWorkspace } from './testing/create-workspace.ts';

it('does not mistake a folder that another generator makes meanwhile for one that differs in case', async () => {
  const workspace = createWorkspace({});
  onTestFinished(() => workspace.dispose());
  const tree = await workspace.openTree();
  const exists = tree.exists.bind(tree);
  // The other one is at work at the worst moment: right after we have looked.
  tree.exists = (path) => {
    const answer = exists(path);
    if (path === 'services') mkdirSync(join(workspace.root, path), { recursive: true });
    return answer;
  };
  const write: PlannedWrite = { path: 'services/orders/go.mod', bytes: Buffer.from('module a.b/c\n'), mode: '0644' };
  expect(planWrites(tree, [write])).toEqual([write]);
});
