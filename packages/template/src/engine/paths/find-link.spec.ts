import { symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createWorkspace, type TestWorkspace } from '../../nx/testing/create-workspace.ts';
import { findLink } from './find-link.ts';

let workspace: TestWorkspace;
beforeEach(() => {
  workspace = createWorkspace({ 'real/file': 'x' });
  symlinkSync('real', join(workspace.root, 'folder-link'));
  symlinkSync('nowhere', join(workspace.root, 'dangling'));
  symlinkSync('file', join(workspace.root, 'real/file-link'));
});
afterEach(() => workspace.dispose());

describe('findLink', () => {
  it.each([
    ['real/file', undefined],
    ['real/new/deep', undefined],
    ['missing/a/b', undefined],
    ['folder-link/file', 'folder-link'],
    ['folder-link', 'folder-link'],
    ['dangling', 'dangling'],
    ['dangling/x', 'dangling'],
    ['real/file-link', 'real/file-link'],
  ])('%s: %s', (path, link) => expect(findLink(workspace.root, path)).toBe(link));
});
