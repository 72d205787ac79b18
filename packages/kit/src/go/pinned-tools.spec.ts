import { expect, it } from 'vitest';
import { pinnedTools } from './pinned-tools.ts';

it('names each tool as go does, with the version of the module it lies in', () => {
  const goMod = [
    'module tools',
    'tool (',
    '\thelm.sh/helm/v4/cmd/helm',
    '\tsigs.k8s.io/kustomize/kustomize/v5',
    '\texample.com/new',
    ')',
    'require (',
    '\tsigs.k8s.io/kustomize/kustomize/v5 v5.8.2 // indirect',
    '\thelm.sh/helm v3.0.0 // indirect',
    '\thelm.sh/helm/v4 v4.3.1 // indirect',
    '\texample.com/newer v1.0.0 // indirect',
    ')',
  ].join('\n');
  expect(pinnedTools(goMod)).toEqual([
    { name: 'helm', package: 'helm.sh/helm/v4/cmd/helm', version: 'v4.3.1' },
    { name: 'kustomize', package: 'sigs.k8s.io/kustomize/kustomize/v5', version: 'v5.8.2' },
    { name: 'new', package: 'example.com/new' },
  ]);
  expect(pinnedTools('')).toEqual([]);
});
