import { execFileSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { ExecutorContext } from '@nx/devkit';
import { isSlipwayError } from '@slipway/kit';
import { describe, expect, it, onTestFinished } from 'vitest';
import { isGoInstalled } from '../testing/go-installed.ts';
import { contextOf } from '../inference/testing/project-fixtures.ts';
import { makeWorkspace, type Files } from '../testing/make-workspace.ts';
import build from './build/build.ts';
import fmt from './fmt/fmt.ts';
import lint from './lint/lint.ts';
import serve from './serve/serve.ts';
import test from './test/test.ts';
import tidy from './tidy/tidy.ts';

const program = `package main

import (
	"fmt"

	"example.com/money"
)

var version string

func main() { fmt.Println(money.Five(), version) }
`;
const workspace: Files = {
  'go.work': 'go 1.25\n\nuse (\n\t./libs/money\n\t./services/orders\n)\n',
  'services/orders/go.mod': 'module example.com/orders\n\ngo 1.25\n',
  'services/orders/cmd/orders/main.go': program,
  'libs/money/go.mod': 'module example.com/money\n\ngo 1.25\n',
  'libs/money/money.go': 'package money\n\nfunc Five() int { return 5 }\n',
  'libs/money/money_test.go':
    'package money\n\nimport "testing"\n\nfunc TestFive(t *testing.T) {\n\tif Five() != 5 {\n\t\tt.Fatal("not five")\n\t}\n}\n',
};

/** A workspace with some files changed, and the context of a project in it. */
async function given(projectName: string, changes: Files = {}): Promise<ExecutorContext> {
  const files = { ...workspace, ...changes };
  return contextOf(await makeWorkspace(onTestFinished, files), files, projectName);
}

/** The message of what a run throws; it must be an error of ours. */
async function refusal(run: Promise<unknown>): Promise<string> {
  const error: unknown = await run.then(
    () => undefined,
    (thrown: unknown) => thrown,
  );
  expect(isSlipwayError(error), String(error)).toBe(true);
  return (error as Error).message;
}

describe('the schemas', () => {
  it('have no option that Nx takes for itself and never hands over', async () => {
    const folder = new URL('.', import.meta.url);
    const { executors } = JSON.parse(await readFile(new URL('../../executors.json', folder), 'utf8')) as {
      readonly executors: Readonly<Record<string, { readonly schema: string }>>;
    };
    const names = await Promise.all(
      Object.values(executors).map(async ({ schema }) => {
        const text = await readFile(new URL(`../../${schema}`, folder), 'utf8');
        return Object.keys((JSON.parse(text) as { readonly properties?: object }).properties ?? {});
      }),
    );
    expect(names.flat()).toContain('appVersion');
    expect(names.flat().filter((name) => ['version', 'help', 'configuration'].includes(name))).toEqual([]);
  });
});

describe.skipIf(!isGoInstalled())('build', () => {
  it('builds a program that runs, with its version', async () => {
    const context = await given('orders');
    await build({ appVersion: '1.2.3' }, context);
    const file = join(context.root, 'dist/services/orders/bin/orders');
    expect(execFileSync(file, { encoding: 'utf8' })).toBe('5 1.2.3\n');
  });

  it('compiles a library and writes nothing', async () => {
    const context = await given('money');
    expect(await build({}, context)).toEqual({ success: true });
    expect(existsSync(join(context.root, 'dist'))).toBe(false);
  });

  it('names the place of a compile error first, relative to the workspace', async () => {
    const context = await given('orders', {
      'libs/money/money.go': 'package money\n\nfunc Five() int { return "5" }\n',
    });
    expect(await refusal(build({}, context))).toMatch(
      /^libs\/money\/money\.go:3:26: cannot use "5" .* \[GO_COMPILE_FAILED\]/,
    );
  });

  it('says which Go is missing', async () => {
    const context = await given('orders', { 'go.work': 'go 1.999\n\nuse ./services/orders\n' });
    expect(await refusal(build({}, context))).toMatch(/^Go 1\.999 or newer is needed.* \[GO_TOO_OLD\]/);
  });

  it('says where Go is to be had when there is none', async () => {
    const path = process.env['PATH'];
    onTestFinished(() => void (process.env['PATH'] = path));
    process.env['PATH'] = '/nowhere';
    expect(await refusal(build({}, await given('orders')))).toMatch(
      /^Go is not installed.* \[TOOL_MISSING\]\nHint: .*go\.dev\/dl/,
    );
  });

  it('refuses options with all reasons at once', async () => {
    const run = build(
      { main: './cmd/x', outputPath: '../out', appVersion: 'a b', tags: ['a,b'] },
      await given('orders'),
    );
    const message = await refusal(run);
    expect(message).toContain('[OPTIONS_INVALID]');
    expect(message).toContain('main is "./cmd/x", which is no main package of the project; it has ./cmd/orders');
    expect(message).toContain('outputPath is "../out"');
    expect(message).toContain('appVersion is "a b"');
    expect(message).toContain('tags holds "a,b"');
  });

  it('reports what the graph found broken', async () => {
    const context = await given('orders', { 'services/orders/go.mod': 'module example.com/orders\nrequire (\n' });
    expect(await refusal(build({}, context))).toMatch(
      /^services\/orders\/go\.mod:2: the block "require \(" is never closed \[GO_MOD_INVALID\]/,
    );
  });
});

describe.skipIf(!isGoInstalled())('test', () => {
  it('runs the tests and writes a coverage profile', async () => {
    const context = await given('money');
    expect(await test({ coverProfile: 'dist/cover.out' }, context)).toEqual({ success: true });
    expect(await readFile(join(context.root, 'dist/cover.out'), 'utf8')).toContain('example.com/money/money.go:3.');
  });

  it('writes no coverage profile outside of the workspace', async () => {
    for (const coverProfile of ['../cover.out', 'dist/../../cover.out', '..\\cover.out']) {
      expect(await refusal(test({ coverProfile }, await given('money')))).toMatch(
        /^The tests of money cannot run with these options\. \[OPTIONS_INVALID\]\n {2}coverProfile is /,
      );
    }
  });

  it('names the tests that fail', async () => {
    const context = await given('money', { 'libs/money/money.go': 'package money\n\nfunc Five() int { return 6 }\n' });
    expect(await refusal(test({}, context))).toMatch(/^Tests of money failed: TestFive\. \[GO_TEST_FAILED\]/);
  });

  it('tells a test that does not compile from one that fails', async () => {
    const context = await given('money', { 'libs/money/x_test.go': 'package money\n\nvar _ = missing\n' });
    expect(await refusal(test({}, context))).toMatch(
      /^libs\/money\/x_test\.go:3:9: undefined: missing \[GO_COMPILE_FAILED\]/,
    );
  });

  it('leaves the tests of projects inside the project to them', async () => {
    const context = await given('acme', {
      'go.mod': 'module example.com/acme\n\ngo 1.25\n',
      'go.work': 'go 1.25\n\nuse .\n',
      'own.go': 'package acme\n',
      'inner/project.json': '{ "name": "inner" }',
      'inner/x_test.go': 'package inner\n\nimport "testing"\n\nfunc TestX(t *testing.T) { t.Fatal("not ours") }\n',
    });
    expect(await test({}, context)).toEqual({ success: true });
  });
});

describe.skipIf(!isGoInstalled())('lint', () => {
  const sloppy = { 'libs/money/bad.go': 'package money\n\nimport "fmt"\n\nfunc Bad() { fmt.Printf("%d\\n", "x") }\n' };

  it('runs go vet where nothing else is configured', async () => {
    expect(await lint({}, await given('money'))).toEqual({ success: true });
    expect(await refusal(lint({}, await given('money', sloppy)))).toMatch(
      /^libs\/money\/bad\.go:5:26: fmt\.Printf format %d has arg "x" of wrong type string \[GO_LINT_FAILED\]/,
    );
  });

  it('says that a linter which was asked for is missing', async () => {
    const context = await given('money');
    const go = execFileSync('go', ['env', 'GOROOT'], { encoding: 'utf8' }).trim();
    const path = process.env['PATH'];
    onTestFinished(() => void (process.env['PATH'] = path));
    process.env['PATH'] = join(go, 'bin');
    expect(await refusal(lint({ linter: 'golangci-lint' }, context))).toMatch(
      /^golangci-lint is not installed.*\[TOOL_MISSING\]/,
    );
  });
});

describe.skipIf(!isGoInstalled())('fmt', () => {
  const ugly = { 'libs/money/ugly.go': 'package money\nfunc  Ugly(){}\n' };

  it('formats, and then has nothing to do', async () => {
    const context = await given('money', ugly);
    await fmt({}, context);
    expect(await readFile(join(context.root, 'libs/money/ugly.go'), 'utf8')).toBe('package money\n\nfunc Ugly() {}\n');
    expect(await fmt({ check: true }, context)).toEqual({ success: true });
  });

  it('only names the files when it checks', async () => {
    const context = await given('money', ugly);
    expect(await refusal(fmt({ check: true }, context))).toMatch(
      /^1 Go file of money .*\[GO_NOT_FORMATTED\]\n {2}libs\/money\/ugly\.go/,
    );
    expect(await readFile(join(context.root, 'libs/money/ugly.go'), 'utf8')).toBe(ugly['libs/money/ugly.go']);
  });

  it('names the place of what cannot be formatted', async () => {
    const context = await given('money', { 'libs/money/broken.go': 'package money\nfunc (\n' });
    expect(await refusal(fmt({}, context))).toMatch(/^libs\/money\/broken\.go:2:8: .*\[GO_COMPILE_FAILED\]/);
  });
});

describe.skipIf(!isGoInstalled())('tidy', () => {
  const untidy = {
    'go.work': 'go 1.25\n\nuse ./libs/money\n',
    'libs/money/go.mod':
      'module example.com/money\n\ngo 1.25\n\nreplace example.com/unused => ../unused\n\nrequire example.com/unused v1.0.0\n',
    'libs/unused/go.mod': 'module example.com/unused\n\ngo 1.25\n',
  };

  it('removes what is not imported', async () => {
    const context = await given('money', untidy);
    await tidy({}, context);
    expect(await readFile(join(context.root, 'libs/money/go.mod'), 'utf8')).not.toContain('require');
  });

  it('shows the difference when it checks, and changes nothing', async () => {
    const context = await given('money', untidy);
    expect(await refusal(tidy({ check: true }, context))).toMatch(
      /^go\.mod or go\.sum of money is not tidy\. \[GO_NOT_TIDY\]\n[^]*-require/,
    );
    expect(await readFile(join(context.root, 'libs/money/go.mod'), 'utf8')).toBe(untidy['libs/money/go.mod']);
  });
});

describe.skipIf(!isGoInstalled())('tidy in a go.work', () => {
  const goMod = '// ours\nmodule example.com/orders\n\ngo 1.25\n';
  const chain = {
    'go.work': 'go 1.25\n\nuse (\n\t./libs/money\n\t"./libs/odd (1)"\n\t./services/orders\n)\n',
    'services/orders/go.mod': goMod,
    'libs/money/money.go': 'package money\n\nimport "example.com/odd"\n\nfunc Five() int { return odd.Five }\n',
    'libs/odd (1)/go.mod': 'module example.com/odd\n\ngo 1.25\n',
    'libs/odd (1)/odd.go': 'package odd\n\nconst Five = 5\n',
  };
  const goModOf = (context: ExecutorContext) => readFile(join(context.root, 'services/orders/go.mod'), 'utf8');

  it('finds the modules beside it, and leaves no trace of them', async () => {
    const context = await given('orders', chain);
    expect(await tidy({ check: true }, context)).toEqual({ success: true });
    expect(await tidy({}, context)).toEqual({ success: true });
    expect(await goModOf(context)).toBe(goMod);
    expect(existsSync(join(context.root, 'services/orders/go.sum'))).toBe(false);
    expect(await build({}, context)).toEqual({ success: true });
  });

  it('still removes what is not imported, and keeps what was written about a module beside it', async () => {
    const required = `${goMod}\nrequire (\n\texample.com/gone v1.0.0\n\texample.com/money v0.0.0\n)\n\nreplace example.com/gone => ../../libs/gone\n`;
    const context = await given('orders', {
      ...chain,
      'services/orders/go.mod': required,
      'libs/gone/go.mod': 'module example.com/gone\n\ngo 1.25\n',
    });
    expect(await refusal(tidy({ check: true }, context))).toMatch(
      /^go\.mod or go\.sum of orders is not tidy\. \[GO_NOT_TIDY\]\n[^]*- .*example\.com\/gone v1\.0\.0/,
    );
    expect(await goModOf(context)).toBe(required);
    await tidy({}, context);
    const tidied = await goModOf(context);
    expect(tidied).not.toContain('require example.com/gone');
    expect(tidied).toContain('require example.com/money v0.0.0\n');
    expect(tidied).not.toContain('libs/money');
  });

  it('says what to do about a module that is nowhere', async () => {
    const context = await given('orders', { 'go.work': 'go 1.25\n\nuse ./services/orders\n' });
    const proxy = process.env['GOPROXY'];
    onTestFinished(() => {
      if (proxy === undefined) Reflect.deleteProperty(process.env, 'GOPROXY');
      else process.env['GOPROXY'] = proxy;
    });
    process.env['GOPROXY'] = 'off';
    expect(await refusal(tidy({}, context))).toMatch(/\[COMMAND_FAILED\][^]*Hint: .*example\.com\/money.*go work use/);
  });
});

describe.skipIf(!isGoInstalled())('serve', () => {
  it('builds and runs the program with arguments and variables', async () => {
    const context = await given('orders', {
      'services/orders/cmd/orders/main.go':
        'package main\n\nimport "os"\n\nfunc main() { _ = os.WriteFile(os.Args[1], []byte(os.Getenv("WORD")), 0o600) }\n',
    });
    await serve({ args: ['out.txt'], env: { WORD: 'served' } }, context);
    expect(await readFile(join(context.root, 'services/orders/out.txt'), 'utf8')).toBe('served');
  });

  it('ends well when it is told to stop', async () => {
    const context = await given('orders', {
      'services/orders/cmd/orders/main.go': `package main

import (
	"os"
	"os/signal"
	"syscall"
)

func main() {
	stop := make(chan os.Signal, 1)
	signal.Notify(stop, syscall.SIGTERM)
	parent, _ := os.FindProcess(os.Getppid())
	_ = parent.Signal(syscall.SIGTERM)
	<-stop
	_ = os.WriteFile("stopped", nil, 0o600)
}
`,
    });
    expect(await serve({}, context)).toEqual({ success: true });
    expect(existsSync(join(context.root, 'services/orders/stopped'))).toBe(true);
  });

  it('asks which of several programs is meant', async () => {
    const context = await given('orders', { 'services/orders/cmd/worker/main.go': 'package main\n\nfunc main() {}\n' });
    expect(await refusal(serve({}, context))).toBe(
      'orders has 2 programs: ./cmd/orders, ./cmd/worker. [OPTIONS_INVALID]\nHint: Choose one: --main=./cmd/orders',
    );
  });
});
