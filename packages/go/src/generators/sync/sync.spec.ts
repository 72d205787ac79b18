import { createTreeWithEmptyWorkspace } from '@nx/devkit/testing';
import { expect, it } from 'vitest';
import sync from './sync.ts';

it('writes what is out of date, says why, and is content the second time', async () => {
  const tree = createTreeWithEmptyWorkspace();
  tree.write('go.work', 'go 1.26.0\n');
  tree.write('services/orders/go.mod', 'module a.b/orders\n\ngo 1.26.0\n');
  expect(await sync(tree)).toEqual({
    outOfSyncMessage: 'go.work lacks ./services/orders; go.work.settings is missing.',
  });
  expect(tree.read('go.work', 'utf-8')).toBe('go 1.26.0\n\nuse ./services/orders\n');
  expect(tree.read('go.work.settings', 'utf-8')).toMatch(/\ngo 1\.26\.0\n$/);
  const written = tree.listChanges().map(({ path, content }) => `${path} ${String(content)}`);
  expect(await sync(tree)).toEqual({});
  expect(tree.listChanges().map(({ path, content }) => `${path} ${String(content)}`)).toEqual(written);
});
