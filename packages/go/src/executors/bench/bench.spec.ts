import { existsSync } from 'node:fs';
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { isGoInstalled } from '../../testing/go-installed.ts';
import { createProjectBed, refusalOf } from '../testing/given-project.ts';
import bench from './bench.ts';

const { givenProject } = createProjectBed(onTestFinished);

const benchmarks = {
  'libs/money/bench_test.go': `package money

import "testing"

func TestNever(t *testing.T) { t.Fatal("a test was run") }

func BenchmarkFive(b *testing.B) {
	for b.Loop() {
		Five()
	}
}

func BenchmarkTwice(b *testing.B) {
	for b.Loop() {
		_ = Five() + Five()
	}
}
`,
  'libs/money/coins/coins.go': 'package coins\n',
};

describe.skipIf(!isGoInstalled())('bench', () => {
  it('runs the benchmarks and no test, and writes what benchstat compares', async () => {
    const context = await givenProject('money', benchmarks);
    const options = { benchtime: '10x', count: 2, benchmem: true, cpu: [1, 2], outputFile: 'dist/bench/money.txt' };
    expect(await bench(options, context)).toEqual({ success: true });
    const text = await readFile(join(context.root, 'dist/bench/money.txt'), 'utf8');
    expect(text).toMatch(/^pkg: example\.com\/money$/m);
    expect(text.match(/^BenchmarkFive(?:-2)?\s+10\s.* ns\/op\s.*allocs\/op$/gm)).toHaveLength(4);
    expect(text.match(/^BenchmarkTwice/gm)).toHaveLength(4);
  });

  it('runs those that fit a pattern', async () => {
    const context = await givenProject('money', benchmarks);
    await bench({ pattern: 'Twice', benchtime: '1x', outputFile: 'dist/money.txt' }, context);
    const text = await readFile(join(context.root, 'dist/money.txt'), 'utf8');
    expect(text).toMatch(/^BenchmarkTwice/m);
    expect(text).not.toMatch(/^BenchmarkFive/m);
  });

  it('writes profiles, and leaves no test binary behind', async () => {
    const context = await givenProject('money', benchmarks);
    await bench({ package: '.', benchtime: '1x', cpuProfile: 'dist/cpu.out', memProfile: 'dist/m/mem.out' }, context);
    expect(existsSync(join(context.root, 'dist/cpu.out'))).toBe(true);
    expect(existsSync(join(context.root, 'dist/m/mem.out'))).toBe(true);
    expect((await readdir(join(context.root, 'libs/money'))).filter((name) => name.endsWith('.test'))).toEqual([]);
  });

  it('is content with a project that has none', async () => {
    expect(await bench({}, await givenProject('orders'))).toEqual({ success: true });
  });

  it('names the benchmarks that fail, and keeps the last good output', async () => {
    const failing = 'package money\n\nimport "testing"\n\nfunc BenchmarkBad(b *testing.B) { b.Fatal("no") }\n';
    const context = await givenProject('money', { 'libs/money/bad_test.go': failing, 'dist/bench.txt': 'good\n' });
    expect(await refusalOf(bench({ outputFile: 'dist/bench.txt' }, context))).toMatch(
      /^Benchmarks of money failed: BenchmarkBad\. \[GO_TEST_FAILED\]\nHint: .*--pattern=BenchmarkBad/,
    );
    expect(await readFile(join(context.root, 'dist/bench.txt'), 'utf8')).toBe('good\n');
  });

  it('tells a benchmark that does not compile from one that fails', async () => {
    const context = await givenProject('money', { 'libs/money/bad_test.go': 'package money\n\nvar _ = missing\n' });
    expect(await refusalOf(bench({}, context))).toMatch(/^libs\/money\/bad_test\.go:3:9: .*\[GO_COMPILE_FAILED\]/);
  });

  it('refuses options with all reasons at once', async () => {
    const context = await givenProject('money', benchmarks);
    const message = await refusalOf(
      bench(
        { benchtime: 'long', timeout: '5', cpu: [0], outputFile: '../x', cpuProfile: 'a', memProfile: 'a' },
        context,
      ),
    );
    expect(message).toMatch(/^The benchmark of money cannot run with these options\. \[OPTIONS_INVALID\]/);
    for (const problem of [
      'benchtime is "long"; use a Go duration such as 30s or 1m30s, or a number of times such as 100x',
      'timeout is "5"; use a Go duration such as 30s or 1m30s, or 0s',
      'cpu holds 0',
      'outputFile is "../x"; it must be a file inside the workspace',
      'two of the files to write are one',
      'cpuProfile needs one package; set package to one of ., ./coins',
      'memProfile needs one package',
    ])
      expect(message).toContain(problem);
  });
});
