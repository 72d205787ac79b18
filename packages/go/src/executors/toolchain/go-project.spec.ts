import { expect, it } from 'vitest';
import { toWorkspacePath } from './go-project.ts';

it.each([
  ['/ws', './internal/a.go', 'services/orders/internal/a.go'],
  ['/ws', '../../libs/money/a.go', 'libs/money/a.go'],
  ['/ws', '/ws/libs/money/a.go', 'libs/money/a.go'],
  ['/ws', '/elsewhere/a.go', '../elsewhere/a.go'],
  ['C:\\ws', '..\\a.go', 'services/a.go'],
  ['C:\\ws', 'C:\\ws\\libs\\money\\a.go', 'libs/money/a.go'],
])('makes a path of Go relative to the workspace %s: %s', (workspaceRoot, path, expected) => {
  expect(toWorkspacePath({ root: 'services/orders' }, workspaceRoot, path)).toBe(expected);
});
