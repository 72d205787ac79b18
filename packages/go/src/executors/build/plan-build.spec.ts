import { describe, expect, it } from 'vitest';
import { programName } from './plan-build.ts';

describe('programName', () => {
  const project = { root: 'apps/api', moduleRoot: 'apps/api', packages: [], patterns: [] };
  it.each([
    ['.', 'api', 'linux', 'api'],
    ['.', 'apps/api', 'linux', 'api'],
    ['.', '.', 'linux', 'main'],
    ['./cmd/worker', 'apps/api', 'windows', 'worker.exe'],
    ['.', 'apps/worker', 'linux', 'root'],
    ['./cmd/worker', 'apps/worker', 'linux', 'worker'],
  ])('of %s in a project called %s on %s is %s', (main, name, goos, expected) => {
    expect(programName(main, { ...project, name, commands: ['.', './cmd/worker'] }, goos)).toBe(expected);
  });
});
