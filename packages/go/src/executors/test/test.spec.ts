import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { isGoInstalled } from '../../testing/go-installed.ts';
import { createProjectBed, refusalOf } from '../testing/given-project.ts';
import test from './test.ts';

const { givenProject } = createProjectBed(onTestFinished);

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

  const several = {
    'libs/money/coins/coins.go': 'package coins\n\nfunc One() int { return 1 }\n',
    'libs/money/coins/coins_test.go':
      'package coins\n\nimport "testing"\n\nfunc TestOne(t *testing.T) { One() }\n\nfunc TestBad(t *testing.T) { t.Error("bad") }\n\nfunc TestWorse(t *testing.T) { t.Error("worse") }\n',
  };

  it('runs the package, and leaves out the tests, that it is told to', async () => {
    const context = await givenProject('money', several);
    expect(await test({ package: '.', timeout: '0s' }, context)).toEqual({ success: true });
    expect(await test({ package: 'coins', skip: 'Bad|Worse' }, context)).toEqual({ success: true });
    expect(await refusalOf(test({ package: './coins/' }, context))).toContain('failed: TestBad, TestWorse.');
  });

  it('stops at the first that fails when it is told to', async () => {
    const context = await givenProject('money', several);
    expect(await refusalOf(test({ failFast: true, parallel: 1, shuffle: 'off' }, context))).toContain(
      'failed: TestBad.',
    );
  });

  it('runs in an order that can be had again', async () => {
    const context = await givenProject('money', several);
    const orders = async (shuffle: string) => (await refusalOf(test({ shuffle }, context))).split('\n')[0];
    const one = await orders('1');
    const seeds = ['2', '3', '4', '5', '6', '7', '8'];
    expect(await orders('1')).toBe(one);
    const others = [];
    for (const seed of seeds) others.push(await orders(seed));
    expect(new Set(others).size).toBe(2);
  });

  it('measures the packages it is told to, as it is told to', async () => {
    const context = await givenProject('money', several);
    const coverProfile = 'dist/cover.out';
    await test({ coverProfile, coverMode: 'atomic', coverPackages: ['./...'], skip: 'Bad|Worse' }, context);
    const profile = await readFile(join(context.root, coverProfile), 'utf8');
    expect(profile).toMatch(/^mode: atomic$/m);
    // By the tests of both packages.
    expect(profile.match(/^example\.com\/money\/coins\/coins\.go:3\./gm)).toHaveLength(2);
  });

  it('refuses options with all reasons at once', async () => {
    const options = {
      package: 'none',
      race: true,
      coverMode: 'set' as const,
      coverPackages: ['-x'],
      shuffle: 'yes',
      timeout: '1 minute',
      tags: ['a b'],
    };
    const message = await refusalOf(test(options, await givenProject('money')));
    for (const problem of [
      'package is "none", which is no package of the project; it has .',
      'coverMode is "set"; with race only "atomic" counts right',
      'coverPackages holds "-x"',
      'shuffle is "yes"',
      'timeout is "1 minute"; use a Go duration such as 30s or 1m30s, or 0s',
      'tags holds "a b"',
    ])
      expect(message).toContain(problem);
  });
});
