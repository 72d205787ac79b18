import { existsSync } from 'node:fs';
import { mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { nxVersions } from '../workspace/create-workspace.ts';
import { fetchWhenUp, freePort } from '../workspace/http.ts';
import { createMark, findMarked, killMarked, whyNoneFound } from '../workspace/marked-processes.ts';
import { runOk } from '../workspace/run.ts';
import { useWorkspace } from '../workspace/use-workspace.ts';

const server = `package main

import (
	"fmt"
	"net/http"
	"os"

	"example.com/money"
)

var version string

func main() {
	if len(os.Args) > 1 {
		fmt.Print(version)
		return
	}
	answer := func(w http.ResponseWriter, _ *http.Request) { fmt.Fprint(w, money.Five()) }
	_ = http.ListenAndServe("127.0.0.1:"+os.Getenv("PORT"), http.HandlerFunc(answer))
}
`;
const money = (value: string) =>
  `package money\n\n//go:generate go run write.go\n\nfunc Five() int { return ${value} }\n`;
const files = {
  'go.work': 'go 1.25\n\nuse (\n\t./libs/money\n\t./services/orders\n)\n',
  'services/orders/go.mod': 'module example.com/orders\n\ngo 1.25\n',
  'services/orders/cmd/orders/main.go': server,
  'libs/money/go.mod': 'module example.com/money\n\ngo 1.25\n',
  'libs/money/money.go': money('5'),
  'libs/money/write.go':
    '//go:build ignore\n\npackage main\n\nimport "os"\n\nfunc main() { _ = os.WriteFile("made.go", []byte("package money\\n"), 0o600) }\n',
  'libs/money/money_test.go':
    'package money\n\nimport "testing"\n\nfunc TestFive(t *testing.T) { Five() }\n\nfunc BenchmarkFive(b *testing.B) { Five() }\n\nfunc FuzzFive(f *testing.F) { f.Fuzz(func(t *testing.T, _ int) { Five() }) }\n',
};

describe.each(nxVersions)('the targets of Go projects on Nx %s', (nxVersion) => {
  const workspace = useWorkspace(nxVersion);
  const file = (path: string) => join(workspace().root, path);
  const write = async (path: string, text: string) => {
    await mkdir(dirname(file(path)), { recursive: true });
    await writeFile(file(path), text);
  };
  const nxJson = async (change: object) => {
    const json = JSON.parse(await readFile(file('nx.json'), 'utf8')) as object;
    await write('nx.json', JSON.stringify({ ...json, ...change }));
  };

  beforeAll(async () => {
    for (const [path, text] of Object.entries(files)) await write(path, text);
  });

  it('are inferred, and cached only where nothing but files comes of them', async () => {
    const { stdout } = await workspace().nxOk(['show', 'project', 'orders', '--json']);
    const { targets } = JSON.parse(stdout) as {
      readonly targets: Readonly<Record<string, { readonly executor?: string; readonly cache?: boolean }>>;
    };
    const ours = Object.entries(targets).filter(([, { executor = '' }]) => executor.startsWith('@slipway/go:'));
    expect(Object.fromEntries(ours.map(([name, { cache }]) => [name, cache === true]))).toEqual({
      build: true,
      test: true,
      lint: true,
      fmt: false,
      generate: false,
      bench: false,
      fuzz: false,
      vuln: false,
      serve: false,
      tidy: false,
    });
  });

  it('take their options from every level, the nearest first', async () => {
    const versionOf = async (...args: readonly string[]) => {
      await workspace().nxOk(['run', ...args]);
      const argv = [file('dist/services/orders/bin/orders'), 'version'] as const;
      return (await runOk([...argv], { cwd: workspace().root })).stdout;
    };
    expect(await versionOf('orders:build')).toBe('dev');
    await nxJson({ targetDefaults: { build: { options: { appVersion: 'defaults' } } } });
    expect(await versionOf('orders:build')).toBe('defaults');
    const build = { options: { appVersion: 'project' }, configurations: { prod: { appVersion: 'configuration' } } };
    await write('services/orders/project.json', JSON.stringify({ name: 'orders', targets: { build } }));
    expect(await versionOf('orders:build')).toBe('project');
    expect(await versionOf('orders:build:prod')).toBe('configuration');
    expect(await versionOf('orders:build:prod', '--appVersion=flag')).toBe('flag');
  });

  it('restore a result from where their options put it', async () => {
    const args = ['test', 'money', '--coverProfile=dist/cover/money.out'];
    await workspace().nxOk(args);
    const profile = await readFile(file('dist/cover/money.out'), 'utf8');
    await rm(file('dist/cover'), { recursive: true });
    expect((await workspace().nxOk(args)).all).toMatch(/cache/i);
    expect(await readFile(file('dist/cover/money.out'), 'utf8')).toBe(profile);
    const build = ['run', 'orders:build', '--outputPath=dist/elsewhere'];
    await workspace().nxOk(build);
    await rm(file('dist/elsewhere'), { recursive: true });
    expect((await workspace().nxOk(build)).all).toMatch(/cache/i);
    expect(existsSync(file('dist/elsewhere/orders'))).toBe(true);
  });

  it('do again each time what has effects of its own', async () => {
    for (const path of ['libs/money/made.go', 'dist/bench.txt']) {
      for (const attempt of [1, 2]) {
        // `nx generate` is a command of Nx's own.
        const generate = ['run', 'money:generate'];
        const bench = ['bench', 'money', '--benchtime=1x', '--outputFile=dist/bench.txt'];
        await workspace().nxOk(path.startsWith('dist') ? bench : generate);
        expect(existsSync(file(path)), `${path}, attempt ${attempt}`).toBe(true);
        await rm(file(path));
      }
    }
    const fuzz = ['fuzz', 'money', '--fuzztime=10x'];
    for (const _ of [1, 2])
      expect((await workspace().nxOk(fuzz)).all).toContain('FuzzFive in libs/money found no input');
  });

  const reason = whyNoneFound();
  it.skipIf(reason !== undefined)(
    `serve --watch follows the code, and leaves no process when nx alone is told to end${reason ?? ''}`,
    async () => {
      const mark = createMark();
      const port = await freePort();
      const serve = workspace().start(['serve', 'orders', '--watch'], { env: { ...mark, PORT: String(port) } });
      try {
        const answer = () => fetchWhenUp(`http://127.0.0.1:${port}/`);
        expect(await answer(), serve.output()).toBe('5');
        await write('libs/money/money.go', money('missing'));
        await expect
          .poll(serve.output, { timeout: 60_000 })
          .toMatch(/libs\/money\/money\.go:5:\d+: undefined: missing/);
        expect(await answer()).toBe('5');
        await write('libs/money/money.go', money('6'));
        await expect.poll(answer, { timeout: 60_000 }).toBe('6');
        expect(await serve.stop('SIGINT'), serve.output()).toBe(130);
        await expect.poll(() => findMarked(mark), { timeout: 30_000 }).toEqual([]);
      } finally {
        await killMarked(mark);
      }
    },
  );
});
