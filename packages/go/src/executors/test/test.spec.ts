import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { isGoInstalled } from '../../testing/go-installed.ts';
import { givenProject, refusalOf } from '../testing/given-project.ts';
import test from './test.ts';

describe.skipIf(!isGoInstalled())('test', () => {
  it('runs the tests and writes a coverage profile', async () => {
    const context = await givenProject('money');
    expect(await test({ coverProfile: 'dist/cover.out' }, context)).toEqual({ success: true });
    expect(await readFile(join(context.root, 'dist/cover.out'), 'utf8')).toContain('example.com/money/money.go:3.');
  });

  it('writes no coverage profile outside of the workspace', async () => {
    for (const coverProfile of ['../cover.out', 'dist/../../cover.out', '..\\cover.out']) {
      expect(await refusalOf(test({ coverProfile }, await givenProject('money')))).toMatch(
        /^The test of money cannot run with these options\. \[OPTIONS_INVALID\]\n {2}coverProfile is /,
      );
    }
  });

  it('names the tests that fail', async () => {
    const context = await givenProject('money', {
      'libs/money/money.go': 'package money\n\nfunc Five() int { return 6 }\n',
    });
    expect(await refusalOf(test({}, context))).toMatch(/^Tests of money failed: TestFive\. \[GO_TEST_FAILED\]/);
  });

  it('tells a test that does not compile from one that fails', async () => {
    const context = await givenProject('money', { 'libs/money/x_test.go': 'package money\n\nvar _ = missing\n' });
    expect(await refusalOf(test({}, context))).toMatch(
      /^libs\/money\/x_test\.go:3:9: undefined: missing \[GO_COMPILE_FAILED\]/,
    );
  });

  it('leaves the tests of projects inside the project to them', async () => {
    const context = await givenProject('acme', {
      'go.mod': 'module example.com/acme\n\ngo 1.25\n',
      'go.work': 'go 1.25\n\nuse .\n',
      'own.go': 'package acme\n',
      'inner/project.json': '{ "name": "inner" }',
      'inner/x_test.go': 'package inner\n\nimport "testing"\n\nfunc TestX(t *testing.T) { t.Fatal("not ours") }\n',
    });
    expect(await test({}, context)).toEqual({ success: true });
  });
});
