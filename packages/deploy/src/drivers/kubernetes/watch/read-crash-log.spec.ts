import { describe, expect, it } from 'vitest';
import { cutToCause, readCrashLog } from './read-crash-log.ts';
import { createScriptedCluster } from './replay.spec.support.ts';

const container = { namespace: 'dev', pod: 'orders-1', container: 'app' };

describe('readCrashLog', () => {
  it('asks for the process before the restart first', async () => {
    const { client, logRequests } = createScriptedCluster({ log: ({ previous }) => (previous ? 'old\n' : 'new\n') });
    expect(await readCrashLog(client, container)).toEqual(['old']);
    expect(logRequests).toEqual([{ ...container, previous: true, lines: 40 }]);
  });

  it.each([
    ['there is none', undefined],
    ['it was cleared away', 'unable to retrieve container logs for containerd://9f38'],
    [
      'its file is gone',
      'failed to try resolving symlinks in path "/var/log/pods/x": lstat /var/log/pods/x: no such file or directory',
    ],
  ])('asks for the current one where %s', async (_title, answer) => {
    const { client } = createScriptedCluster({ log: ({ previous }) => (previous ? answer : 'new\n') });
    expect(await readCrashLog(client, container)).toEqual(['new']);
  });

  it('is empty where a log cannot be read', async () => {
    const { client } = createScriptedCluster();
    const broken = { ...client, readLog: () => Promise.reject(new Error('no way')) };
    expect([await readCrashLog(client, container), await readCrashLog(broken, container)]).toEqual([[], []]);
  });
});

describe('cutToCause', () => {
  it.each([
    ['a panic', ['serving', 'panic: a', 'restarted', 'panic: b', '', 'goroutine 1'], ['panic: b', 'goroutine 1']],
    [
      'a fatal error of the runtime',
      ['serving', 'fatal error: all goroutines are asleep'],
      ['fatal error: all goroutines are asleep'],
    ],
    [
      'a log line that says so',
      ['serving', '{"level":"fatal","msg":"no database"}'],
      ['{"level":"fatal","msg":"no database"}'],
    ],
    ['nothing of the kind', ['one', 'two'], ['one', 'two']],
  ])('begins at %s', (_title, log, expected) => {
    expect(cutToCause(log)).toEqual(expected);
  });

  it('shows no more than twenty lines', () => {
    const log = Array.from({ length: 40 }, (_, index) => `line ${index}`);
    expect(cutToCause(log)).toEqual(log.slice(20));
  });
});
