import { existsSync } from 'node:fs';
import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { isGoInstalled } from '../../testing/go-installed.ts';
import { createProjectBed, refusalOf } from '../testing/given-project.ts';
import test from '../test/test.ts';
import fuzz from './fuzz.ts';

const { givenProject } = createProjectBed(onTestFinished);

const fuzzTest = (name: string, body: string) =>
  `package money\n\nimport "testing"\n\nfunc ${name}(f *testing.F) {\n\tf.Add("seed")\n\tf.Fuzz(func(t *testing.T, s string) {\n\t\t${body}\n\t})\n}\n`;
const good = { 'libs/money/good_test.go': fuzzTest('FuzzGood', '_ = s') };
const bad = { 'libs/money/bad_test.go': fuzzTest('FuzzBad', 'if s != "seed" {\n\t\t\tt.Fatal("not the seed")\n\t\t}') };
const quick = { fuzztime: '50x', parallel: 1 };

describe.skipIf(!isGoInstalled())('fuzz', () => {
  it('runs the only fuzz test there is', async () => {
    const context = await givenProject('money', good);
    expect(await fuzz(quick, context)).toEqual({ success: true });
    expect(existsSync(join(context.root, 'libs/money/testdata'))).toBe(false);
  });

  it('keeps the input that fails, and every later test tries it', async () => {
    const context = await givenProject('money', { ...good, ...bad });
    const message = await refusalOf(fuzz({ fuzz: 'FuzzBad', fuzztime: '10000x', fuzzminimizetime: '1x' }, context));
    const [input = ''] = await readdir(join(context.root, 'libs/money/testdata/fuzz/FuzzBad'));
    expect(message.split('\n')[0]).toBe(`FuzzBad fails on libs/money/testdata/fuzz/FuzzBad/${input}. [GO_TEST_FAILED]`);
    expect(message).toContain(`npx nx test money --run=FuzzBad/${input} --verbose`);
    expect(await refusalOf(test({ run: `FuzzBad/${input}` }, context))).toContain('[GO_TEST_FAILED]');
  });

  it('tells a seed that fails from an input that was found', async () => {
    const context = await givenProject('money', { 'libs/money/x_test.go': fuzzTest('FuzzSeed', 't.Fatal("always")') });
    expect(await refusalOf(fuzz(quick, context))).toMatch(
      /^FuzzSeed in libs\/money fails on its own seed FuzzSeed\/seed#0, .*\[GO_TEST_FAILED\]/,
    );
  });

  it('asks which of several is meant, with their places', async () => {
    const other = {
      'libs/money/coins/x_test.go': fuzzTest('FuzzCoin', '_ = s').replace('package money', 'package coins'),
    };
    const context = await givenProject('money', { ...good, ...other });
    expect(await refusalOf(fuzz(quick, context))).toBe(
      'money has 2 fuzz tests, and Go runs one at a time. [OPTIONS_INVALID]\n' +
        '  FuzzGood in libs/money\n  FuzzCoin in libs/money/coins\nHint: Choose one: --fuzz=FuzzGood',
    );
    expect(await fuzz({ ...quick, package: './coins' }, context)).toEqual({ success: true });
    expect(await refusalOf(fuzz({ ...quick, fuzz: 'FuzzGod' }, context))).toMatch(
      /^money has no fuzz test "FuzzGod"; did you mean "FuzzGood"\? \[OPTIONS_INVALID\]/,
    );
  });

  it('asks for the package of one name in two', async () => {
    const twin = { 'libs/money/coins/x_test.go': fuzzTest('FuzzGood', '_ = s') };
    const message = await refusalOf(
      fuzz({ ...quick, fuzz: 'FuzzGood' }, await givenProject('money', { ...good, ...twin })),
    );
    expect(message).toMatch(/^money has 2 fuzz tests called FuzzGood, .*\[OPTIONS_INVALID\]/);
    expect(message).toContain('Hint: Choose one: --package=.');
  });

  it('is content with a project that has none', async () => {
    expect(await fuzz({}, await givenProject('orders'))).toEqual({ success: true });
  });

  it('tells a test that does not compile from one that fails', async () => {
    const context = await givenProject('money', { 'libs/money/x_test.go': 'package money\n\nvar _ = missing\n' });
    expect(await refusalOf(fuzz({}, context))).toMatch(/^libs\/money\/x_test\.go:3:9: .*\[GO_COMPILE_FAILED\]/);
  });

  it('refuses options with all reasons at once', async () => {
    const options = { fuzz: 'Parse', package: 'none', fuzztime: '0s', fuzzminimizetime: 'x', tags: ['-a'] };
    const message = await refusalOf(fuzz(options, await givenProject('money')));
    expect(message).toMatch(/^The fuzz test of money cannot run with these options\. \[OPTIONS_INVALID\]/);
    for (const problem of [
      'fuzz is "Parse"; it must be the whole name of a fuzz test',
      'package is "none"',
      'fuzztime is "0s"; use a Go duration such as 30s or 1m30s, or a number of times such as 100x, or forever',
      'fuzzminimizetime is "x"',
      'tags holds "-a"',
    ])
      expect(message).toContain(problem);
  });
});
