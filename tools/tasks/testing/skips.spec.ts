import { describe, expect, it } from 'vitest';
import { forbiddenSkips, groupByReason } from './skips.mjs';

const docker = { file: 'e2e/src/a.spec.ts', name: 'load (needs docker: the daemon does not answer) > one' };
const podman = { file: 'e2e/src/a.spec.ts', name: 'load (needs podman: not installed) > one' };
const noted = { file: 'e2e/src/a.spec.ts', name: 'two', note: 'only on macOS' };
const unexplained = { file: 'e2e/src/b.spec.ts', name: 'three' };
const unit = { file: 'packages/kit/src/a.spec.ts', name: 'four' };

describe('groupByReason', () => {
  it('counts each reason, most frequent first', () => {
    expect(groupByReason([podman, docker, docker, noted, unexplained])).toEqual([
      { reason: 'docker: the daemon does not answer', count: 2 },
      { reason: 'podman: not installed', count: 1 },
      { reason: 'only on macOS', count: 1 },
      { reason: 'no reason given, e2e/src/b.spec.ts', count: 1 },
    ]);
  });
});

describe('forbiddenSkips', () => {
  const all = [docker, podman, noted, unexplained, unit];
  it('forbids nothing where nothing is required', () => {
    expect(forbiddenSkips(all, [])).toEqual([]);
  });
  it('forbids what lacks a required engine, and in e2e what gives no reason', () => {
    expect(forbiddenSkips(all, ['docker', 'registry'])).toEqual([docker, unexplained]);
  });
});
