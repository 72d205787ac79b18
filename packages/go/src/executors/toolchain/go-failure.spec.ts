import { expect, it } from 'vitest';
import { unplacedFailure } from './go-failure.ts';

const fails = (stderr: string, hint?: string) =>
  unplacedFailure('go build', { exitCode: 1, stdout: '', stderr, duration: 0 }, hint);

it.each([
  ['link: mapping output file failed: no space left on device', 'DISK_FULL', 'The disk is full.'],
  [
    'go: go.work requires go >= 1.99 (running go 1.26.0; GOTOOLCHAIN=local)',
    'GO_TOO_OLD',
    'Go 1.99 or newer is needed, and this is Go 1.26.0.',
  ],
  ['something else', 'COMMAND_FAILED', 'go build failed with exit code 1.'],
])('says why: %s', (stderr, code, summary) => {
  const error = fails(stderr);
  expect([error.code, error.summary]).toEqual([code, summary]);
  expect(error.details).toContain(stderr);
});

it('calls the command by its whole name', () => {
  const failed = { exitCode: 1, stdout: '', stderr: 'no', duration: 0 };
  expect(unplacedFailure('go mod tidy', failed).summary).toBe('go mod tidy failed with exit code 1.');
});

it('hints at what its caller knows, where nothing better is known', () => {
  expect(fails('something else', 'Look there.').hint).toBe('Look there.');
  expect(fails('no space left on device', 'Look there.').hint).toMatch(/^Free some space/);
});
