import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { goInputs, type GoInputsRequest } from './go-inputs.ts';

const inputsOf = (request: Partial<GoInputsRequest> = {}) =>
  goInputs({ tests: false, sharedModules: [], goWork: { file: 'go.work' }, ...request });

it('names files of the project, of what it imports, of the workspace, Go and its environment', () => {
  expect(inputsOf({ sharedModules: ['.', 'b'] })).toEqual(
    expect.arrayContaining([
      { fileset: '{projectRoot}/**/*' },
      { fileset: '!{projectRoot}/**/*_test.go' },
      { fileset: '!{projectRoot}/README.md' },
      { fileset: expect.stringMatching(/^\{projectRoot\}\/\*\*\/!\(\*_test\.go\|/) as string, dependencies: true },
      '{workspaceRoot}/go.work',
      '{workspaceRoot}/go.work.sum',
      '{workspaceRoot}/go.mod',
      '{workspaceRoot}/b/go.sum',
      { runtime: 'go version' },
      { env: 'CGO_ENABLED' },
    ]),
  );
});

it('leaves out of dependencies only what nobody embeds', () => {
  const glob = inputsOf().find((input) => typeof input === 'object' && 'dependencies' in input);
  // Nx takes the pattern at every depth: a library may well embed templates/Dockerfile or docs/README.md.
  expect(glob).toEqual({
    fileset:
      '{projectRoot}/**/!(*_test.go|.dockerignore|.golangci.yml|project.json|template.lock.json|go.work|go.work.settings)',
    dependencies: true,
  });
});

it('takes in tests, and files that a target reads all the same', () => {
  const inputs = inputsOf({ tests: true, alsoRead: ['.golangci.yml'] });
  expect(inputs).not.toContainEqual({ fileset: '!{projectRoot}/**/*_test.go' });
  expect(inputs).not.toContainEqual({ fileset: '!{projectRoot}/.golangci.yml' });
  expect(inputs).toContainEqual({ fileset: '!{projectRoot}/Dockerfile' });
  expect(inputs).toContainEqual({ fileset: '!{projectRoot}/k8s/**/*' });
  const released = inputsOf({ alsoRead: ['k8s/**/*'] });
  expect(released).not.toContainEqual({ fileset: '!{projectRoot}/k8s/**/*' });
});

it('takes the settings of go.work in place of go.work, and what it means in one command with the version', () => {
  const inputs = inputsOf({ goWork: { file: 'go.work.settings', digest: 'abc' } });
  expect(inputs).toContain('{workspaceRoot}/go.work.settings');
  expect(inputs).not.toContain('{workspaceRoot}/go.work');
  const runtimes = inputs.filter((input) => typeof input === 'object' && 'runtime' in input);
  expect(runtimes).toEqual([{ runtime: 'go version' }, { runtime: `echo @slipway/kit@${ownVersion()} go.work:abc` }]);
});

it('does not take go.work for a file of the project at the root, nor leaves out one that a project has', () => {
  const excluded = ['go.work', 'go.work.settings'].map((file) => ({ fileset: `!{projectRoot}/${file}` }));
  expect(inputsOf({ isWorkspace: true })).toEqual(expect.arrayContaining(excluded));
  // A go.work in the folder of a project is the one that Go reads there.
  for (const input of excluded) expect(inputsOf()).not.toContainEqual(input);
});

it('tells results of one version of Slipway from those of another', () => {
  expect(ownVersion()).toMatch(/^\d+\.\d+\.\d+/);
  expect(inputsOf()).toContainEqual({ runtime: `echo @slipway/kit@${ownVersion()}` });
});

function ownVersion(): string {
  const text = readFileSync(new URL('../../package.json', import.meta.url), 'utf8');
  return (JSON.parse(text) as { readonly version: string }).version;
}
