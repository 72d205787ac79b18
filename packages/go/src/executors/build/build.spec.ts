import { execFileSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { isGoInstalled } from '../../testing/go-installed.ts';
import { givenProject, refusalOf, setVariable } from '../testing/given-project.ts';
import build from './build.ts';

describe.skipIf(!isGoInstalled())('build', () => {
  it('builds a program that runs, with its version', async () => {
    const context = await givenProject('orders');
    await build({ appVersion: '1.2.3' }, context);
    const file = join(context.root, 'dist/services/orders/bin/orders');
    expect(execFileSync(file, { encoding: 'utf8' })).toBe('5 1.2.3\n');
  });

  it('compiles a library and writes nothing', async () => {
    const context = await givenProject('money');
    expect(await build({}, context)).toEqual({ success: true });
    expect(existsSync(join(context.root, 'dist'))).toBe(false);
  });

  it('names the place of a compile error first, relative to the workspace', async () => {
    const context = await givenProject('orders', {
      'libs/money/money.go': 'package money\n\nfunc Five() int { return "5" }\n',
    });
    expect(await refusalOf(build({}, context))).toMatch(
      /^libs\/money\/money\.go:3:26: cannot use "5" .* \[GO_COMPILE_FAILED\]/,
    );
  });

  it('says which Go is missing', async () => {
    const context = await givenProject('orders', { 'go.work': 'go 1.999\n\nuse ./services/orders\n' });
    expect(await refusalOf(build({}, context))).toMatch(/^Go 1\.999 or newer is needed.* \[GO_TOO_OLD\]/);
  });

  it('says where Go is to be had when there is none', async () => {
    setVariable('PATH', '/nowhere');
    expect(await refusalOf(build({}, await givenProject('orders')))).toMatch(
      /^Go is not installed.* \[TOOL_MISSING\]\nHint: .*go\.dev\/dl/,
    );
  });

  it('refuses options with all reasons at once', async () => {
    const run = build(
      { main: './cmd/x', outputPath: '../out', appVersion: 'a b', tags: ['a,b'] },
      await givenProject('orders'),
    );
    const message = await refusalOf(run);
    expect(message).toContain('[OPTIONS_INVALID]');
    expect(message).toContain('main is "./cmd/x", which is no main package of the project; it has ./cmd/orders');
    expect(message).toContain('outputPath is "../out"');
    expect(message).toContain('appVersion is "a b"');
    expect(message).toContain('tags holds "a,b"');
  });

  it('reports what the graph found broken', async () => {
    const context = await givenProject('orders', {
      'services/orders/go.mod': 'module example.com/orders\nrequire (\n',
    });
    expect(await refusalOf(build({}, context))).toMatch(
      /^services\/orders\/go\.mod:2: the block "require \(" is never closed \[GO_MOD_INVALID\]/,
    );
  });
});
