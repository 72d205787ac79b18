import { describe, expect, it } from 'vitest';
import type { KubeObject } from '../kube-object.ts';
import { renderDifference } from './render-difference.ts';

const about = { kind: 'ConfigMap', namespace: 'dev', name: 'settings' };
const secret = (
  data: Readonly<Record<string, string>>,
  annotations?: Readonly<Record<string, string>>,
): KubeObject => ({
  apiVersion: 'v1',
  kind: 'Secret',
  metadata: { name: 'keys', ...(annotations === undefined ? {} : { annotations }) },
  data,
});
const settings = (
  data: Readonly<Record<string, string>>,
  metadata: Partial<KubeObject['metadata']> = {},
): KubeObject => ({
  apiVersion: 'v1',
  kind: 'ConfigMap',
  metadata: { name: 'settings', ...metadata },
  data,
});

describe('the difference of one object', () => {
  it('is empty where only the bookkeeping of the API server or the order of keys differ', async () => {
    const before = settings(
      { a: '1', b: '2' },
      { uid: 'u', resourceVersion: '7', generation: 1, creationTimestamp: '2026-01-01T00:00:00Z', managedFields: [{}] },
    );
    const after = { ...settings({ b: '2', a: '1' }, { resourceVersion: '8', generation: 2 }), status: { ready: true } };
    expect(await renderDifference(about, { before, after })).toBe('');
  });

  it('is a unified diff that names the object', async () => {
    const text = await renderDifference(about, {
      before: settings({ a: '1', b: '2' }),
      after: settings({ a: '1', b: '3' }),
    });
    expect(text).toBe(
      [
        '--- live/ConfigMap/dev/settings',
        '+++ release/ConfigMap/dev/settings',
        '@@ -1,7 +1,7 @@',
        ' apiVersion: v1',
        ' data:',
        '   a: "1"',
        '-  b: "2"',
        '+  b: "3"',
        ' kind: ConfigMap',
        ' metadata:',
        '   name: settings',
        '',
      ].join('\n'),
    );
  });

  it('shows an object that is new, and one that goes, whole', async () => {
    const created = await renderDifference(about, { before: undefined, after: settings({ a: '1' }) });
    expect(created).toContain('--- /dev/null\n+++ release/ConfigMap/dev/settings\n');
    expect(created).toContain('+  a: "1"\n');
    const deleted = await renderDifference(about, { before: settings({ a: '1' }), after: undefined });
    expect(deleted).toContain('--- live/ConfigMap/dev/settings\n+++ /dev/null\n');
    expect(deleted).toContain('-  a: "1"\n');
  });

  it('shows of a Secret which keys change, never a value', async () => {
    const text = await renderDifference(
      { kind: 'Secret', name: 'keys' },
      {
        before: secret({ same: 'c2FtZQ==', changed: 'b2xk', gone: 'Z29uZQ==' }),
        after: secret({ same: 'c2FtZQ==', changed: 'bmV3', added: 'YWRkZWQ=' }),
      },
    );
    const changed = text.split('\n').filter((line) => /^[+-] /.test(line));
    expect(changed.toSorted()).toEqual([
      '+  added: "***"',
      '+  changed: "*** (after)"',
      '-  changed: "*** (before)"',
      '-  gone: "***"',
    ]);
    expect(text).toContain('   same: "***"');
    expect(text).not.toMatch(/c2FtZQ|b2xk|Z29uZQ|bmV3|YWRkZWQ/);
  });

  it('hides what kubectl keeps of a Secret, too', async () => {
    const kept = (value: string) => ({ 'kubectl.kubernetes.io/last-applied-configuration': value });
    const text = await renderDifference(
      { kind: 'Secret', name: 'keys' },
      { before: secret({ a: 'eA==' }, kept('{"data":{"a":"eA=="}}')), after: secret({ a: 'eA==' }) },
    );
    expect(text).not.toContain('eA==');
    expect(text).toContain('last-applied-configuration: "*** (before)"');
  });

  it('hides the values of a Secret that is new', async () => {
    const after = { ...secret({}), stringData: { password: 'hunter2' } };
    expect(await renderDifference({ kind: 'Secret', name: 'keys' }, { before: undefined, after })).not.toContain(
      'hunter2',
    );
  });
});
