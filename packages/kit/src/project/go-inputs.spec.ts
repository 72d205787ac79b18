import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { goInputs } from './go-inputs.ts';

it('names files of the project, of what it imports, of the workspace, Go and its environment', () => {
  expect(goInputs({ tests: false, sharedModules: ['.', 'b'] })).toEqual(
    expect.arrayContaining([
      { fileset: '{projectRoot}/**/*' },
      { fileset: '!{projectRoot}/**/*_test.go' },
      { fileset: '!{projectRoot}/README.md' },
      { fileset: expect.stringMatching(/^\{projectRoot\}\/\*\*\/!\(\*_test\.go\|/) as string, dependencies: true },
      '{workspaceRoot}/go.work',
      '{workspaceRoot}/go.mod',
      '{workspaceRoot}/b/go.sum',
      { runtime: 'go version' },
      { env: 'CGO_ENABLED' },
    ]),
  );
});

it('leaves out of dependencies only what nobody embeds', () => {
  const inputs = goInputs({ tests: false, sharedModules: [] });
  const glob = inputs.find((input) => typeof input === 'object' && 'dependencies' in input);
  // Nx takes the pattern at every depth: a library may well embed templates/Dockerfile or docs/README.md.
  expect(glob).toEqual({
    fileset: '{projectRoot}/**/!(*_test.go|.dockerignore|.golangci.yml|project.json|template.lock.json)',
    dependencies: true,
  });
});

it('takes in tests, and files that a target reads all the same', () => {
  const inputs = goInputs({ tests: true, sharedModules: [], alsoRead: ['.golangci.yml'] });
  expect(inputs).not.toContainEqual({ fileset: '!{projectRoot}/**/*_test.go' });
  expect(inputs).not.toContainEqual({ fileset: '!{projectRoot}/.golangci.yml' });
  expect(inputs).toContainEqual({ fileset: '!{projectRoot}/Dockerfile' });
  expect(inputs).toContainEqual({ fileset: '!{projectRoot}/k8s/**/*' });
  const released = goInputs({ tests: false, sharedModules: [], alsoRead: ['k8s/**/*'] });
  expect(released).not.toContainEqual({ fileset: '!{projectRoot}/k8s/**/*' });
});

it('tells results of one version of Slipway from those of another', () => {
  const { version } = JSON.parse(readFileSync(new URL('../../package.json', import.meta.url), 'utf8')) as {
    readonly version: string;
  };
  expect(version).toMatch(/^\d+\.\d+\.\d+/);
  expect(goInputs({ tests: true, sharedModules: [] })).toContainEqual({ runtime: `echo @slipway/kit@${version}` });
});
