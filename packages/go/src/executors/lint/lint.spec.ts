import { dirname } from 'node:path';
import { findOnPath } from '@slipway/kit';
import { describe, expect, it, onTestFinished, vi } from 'vitest';
import { isGoInstalled } from '../../testing/go-installed.ts';
import { needing } from '../../testing/needing.ts';
import { createProjectBed, refusalOf } from '../testing/given-project.ts';
import lint from './lint.ts';

const { givenProject, setVariable } = createProjectBed(onTestFinished);

const golangci = await needing('with golangci-lint', 'golangci-lint');
const staticcheck = await needing('with staticcheck', 'staticcheck');

describe.skipIf(!isGoInstalled())('lint', () => {
  const sloppy = { 'libs/money/bad.go': 'package money\n\nimport "fmt"\n\nfunc Bad() { fmt.Printf("%d\\n", "x") }\n' };

  it('runs go vet where nothing else is configured', async () => {
    expect(await lint({}, await givenProject('money'))).toEqual({ success: true });
    expect(await refusalOf(lint({}, await givenProject('money', sloppy)))).toMatch(
      /^libs\/money\/bad\.go:5:26: fmt\.Printf format %d has arg "x" of wrong type string \[GO_LINT_FAILED\]/,
    );
  });

  it('says that a linter which was asked for is missing, and how to pin it', async () => {
    const context = await givenProject('money');
    setVariable('PATH', dirname((await findOnPath('go')) ?? ''));
    for (const linter of ['golangci-lint', 'staticcheck'] as const)
      expect(await refusalOf(lint({ linter }, context))).toBe(
        `${linter} is neither in tools/go.mod nor on the PATH. [TOOL_MISSING]\n` +
          `Hint: Pin it for everybody with "npx nx g @slipway/go:go-tool ${linter}".`,
      );
  });

  it('runs go vet, and says so, where what is configured is not installed', async () => {
    const files = { ...sloppy, '.golangci.yml': 'version: "2"\n', 'libs/staticcheck.conf': 'checks = ["all"]\n' };
    const context = await givenProject('money', files);
    setVariable('PATH', dirname((await findOnPath('go')) ?? ''));
    const warned = vi.spyOn(process.stderr, 'write').mockReturnValue(true);
    onTestFinished(() => {
      warned.mockRestore();
    });
    expect(await refusalOf(lint({}, context))).toContain('[GO_LINT_FAILED]');
    const said = warned.mock.calls.map(([text]) => String(text)).join('');
    expect(said).toContain('golangci-lint is not installed, so .golangci.yml is not checked.');
    expect(said).toContain('staticcheck is not installed, so libs/staticcheck.conf is not checked.');
  });

  it('checks files under build tags when it is told the tags', async () => {
    const [path] = Object.keys(sloppy);
    const tagged = { [String(path)]: `//go:build integration\n\n${Object.values(sloppy).join('')}` };
    const context = await givenProject('money', tagged);
    expect(await lint({ linter: 'vet' }, context)).toEqual({ success: true });
    expect(await refusalOf(lint({ linter: 'vet', tags: ['integration'] }, context))).toContain('[GO_LINT_FAILED]');
    expect(await refusalOf(lint({ tags: ['a b'] }, context))).toContain('tags holds "a b"');
  });

  describe.skipIf(golangci.skip)(golangci.name, () => {
    it.each(['.golangci.yml', 'libs/.golangci.yaml', 'libs/money/.golangci.yml'])(
      'names the place of a finding relative to the workspace, with %s',
      async (file) => {
        const context = await givenProject('money', { ...sloppy, [file]: 'version: "2"\n' });
        expect(await refusalOf(lint({}, context))).toMatch(
          /^libs\/money\/bad\.go:5:26: printf: fmt\.Printf format %d has arg "x" of wrong type string \(govet\) \[GO_LINT_FAILED\]/,
        );
      },
    );
  });

  describe.skipIf(staticcheck.skip)(staticcheck.name, () => {
    const unused = { 'libs/money/unused.go': 'package money\n\nfunc unused() {}\n' };
    const finding = /^libs\/money\/unused\.go:3:6: func unused is unused \(U1000\) \[GO_LINT_FAILED\]/;

    it('runs it where it is configured, or asked for', async () => {
      expect(await lint({}, await givenProject('money', unused))).toEqual({ success: true });
      const configured = { ...unused, 'libs/staticcheck.conf': 'checks = ["U1000"]\n' };
      expect(await refusalOf(lint({}, await givenProject('money', configured)))).toMatch(finding);
      expect(await refusalOf(lint({ linter: 'staticcheck' }, await givenProject('money', unused)))).toMatch(finding);
    });
  });
});
