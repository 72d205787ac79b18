import { symlink } from 'node:fs/promises';
import { join } from 'node:path';
import { createTreeWithEmptyWorkspace } from '@nx/devkit/testing';
import { expect, it, onTestFinished } from 'vitest';
import { makeWorkspace } from '../../testing/make-workspace.ts';
import { readWorkspace } from './workspace.ts';

it('follows no link to a folder, which may lead to one above', async () => {
  const root = await makeWorkspace(onTestFinished, {
    'api/go.mod': 'module api\n',
    'api/cmd/main.go': 'package main\n',
  });
  await symlink('..', join(root, 'api/up'));
  const { reader } = await readWorkspace(Object.assign(createTreeWithEmptyWorkspace(), { root }));
  expect(reader.list('api')).toEqual(
    expect.arrayContaining([
      { name: 'cmd', isFolder: true },
      { name: 'go.mod', isFolder: false },
      { name: 'up', isFolder: false },
    ]),
  );
});
