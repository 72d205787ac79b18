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
      { fileset: expect.stringMatching(/^\{projectRoot\}\/\*\*\/!\(\*_test\.go\|/) as string, dependencies: true },
      '{workspaceRoot}/go.work',
      '{workspaceRoot}/go.work.sum',
      '{workspaceRoot}/go.mod',
      '{workspaceRoot}/b/go.sum',
      { runtime: expect.stringMatching(/^go env GOVERSION GOOS GOARCH .*\bCGO_ENABLED\b.*\bGOAMD64\b/) as string },
    ]),
  );
});

/** What is left out of the project's own files, name by name. */
const leftOut = (inputs: ReturnType<typeof goInputs>): readonly string[] =>
  inputs.flatMap((input) => {
    const fileset = typeof input === 'object' && 'fileset' in input ? input.fileset : '';
    const [, braces, pattern] = /^!\{projectRoot\}\/(?:\{(.*)\}|(.*))$/.exec(fileset) ?? [];
    return braces?.split(',') ?? pattern ?? [];
  });

it('leaves out names in one pattern, and folders in patterns of their own', () => {
  const filesets = inputsOf().flatMap((input) =>
    typeof input === 'object' && 'fileset' in input ? input.fileset : [],
  );
  expect(filesets.filter((fileset) => fileset.startsWith('!'))).toEqual([
    '!{projectRoot}/{.dockerignore,.golangci.yml,project.json,template.lock.json,Dockerfile,README.md,compose.yaml}',
    '!{projectRoot}/k8s/**/*',
    '!{projectRoot}/**/*_test.go',
  ]);
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
  const tested = leftOut(inputsOf({ tests: true, alsoRead: ['.golangci.yml'] }));
  expect(tested).toEqual(expect.arrayContaining(['Dockerfile', 'k8s/**/*']));
  for (const path of ['**/*_test.go', '.golangci.yml']) expect(tested).not.toContain(path);
  expect(leftOut(inputsOf({ alsoRead: ['k8s/**/*'] }))).not.toContain('k8s/**/*');
});

it('takes the settings of go.work in place of go.work, and what it means in one command with the version', () => {
  const inputs = inputsOf({ goWork: { file: 'go.work.settings', digest: 'abc' } });
  expect(inputs).toContain('{workspaceRoot}/go.work.settings');
  expect(inputs).not.toContain('{workspaceRoot}/go.work');
  const runtimes = inputs.filter((input) => typeof input === 'object' && 'runtime' in input);
  expect(runtimes).toEqual([
    { runtime: expect.stringMatching(/^go env /) as string },
    { runtime: `echo @slipway/kit@${ownVersion()} go.work:abc` },
  ]);
});

it('does not take go.work for a file of the project at the root, nor leaves out one that a project has', () => {
  const settings = ['go.work', 'go.work.settings'];
  expect(leftOut(inputsOf({ isWorkspace: true }))).toEqual(expect.arrayContaining(settings));
  // A go.work in the folder of a project is the one that Go reads there.
  for (const file of settings) expect(leftOut(inputsOf())).not.toContain(file);
});

it('tells results of one version of Slipway from those of another', () => {
  expect(ownVersion()).toMatch(/^\d+\.\d+\.\d+/);
  expect(inputsOf()).toContainEqual({ runtime: `echo @slipway/kit@${ownVersion()}` });
});

function ownVersion(): string {
  const text = readFileSync(new URL('../../package.json', import.meta.url), 'utf8');
  return (JSON.parse(text) as { readonly version: string }).version;
}
