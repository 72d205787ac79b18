import { execFileSync } from 'node:child_process';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { isGoInstalled } from '../../testing/go-installed.ts';
import { givenProject, refusalOf, setVariable } from '../testing/given-project.ts';
import lint from './lint.ts';

describe.skipIf(!isGoInstalled())('lint', () => {
  const sloppy = { 'libs/money/bad.go': 'package money\n\nimport "fmt"\n\nfunc Bad() { fmt.Printf("%d\\n", "x") }\n' };

  it('runs go vet where nothing else is configured', async () => {
    expect(await lint({}, await givenProject('money'))).toEqual({ success: true });
    expect(await refusalOf(lint({}, await givenProject('money', sloppy)))).toMatch(
      /^libs\/money\/bad\.go:5:26: fmt\.Printf format %d has arg "x" of wrong type string \[GO_LINT_FAILED\]/,
    );
  });

  it('says that a linter which was asked for is missing', async () => {
    const context = await givenProject('money');
    const go = execFileSync('go', ['env', 'GOROOT'], { encoding: 'utf8' }).trim();
    setVariable('PATH', join(go, 'bin'));
    expect(await refusalOf(lint({ linter: 'golangci-lint' }, context))).toMatch(
      /^golangci-lint is not installed.*\[TOOL_MISSING\]/,
    );
  });
});
