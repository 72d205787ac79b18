import { execFileSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { isGoInstalled } from '../../testing/go-installed.ts';
import { createProjectBed, refusalOf } from '../testing/given-project.ts';
import build from './build.ts';

const { givenProject, setVariable } = createProjectBed(onTestFinished);

describe.skipIf(!isGoInstalled())('build', () => {
  it('builds a program that runs, with its version', async () => {
    const context = await givenProject('orders');
    await build({ appVersion: '1.2.3' }, context);
    const file = join(context.root, 'dist/services/orders/bin/orders');
    expect(execFileSync(file, { encoding: 'utf8' })).toBe('5 1.2.3\n');
  });

  it('builds a module that go.work leaves out by what its own go.mod says', async () => {
    const context = await givenProject('orders', {
      'go.work': 'go 1.25\n\nuse ./libs/money\n\n// use ./services/orders until it is ported\n',
      'services/orders/go.mod':
        'module example.com/orders\n\ngo 1.25\n\nrequire example.com/money v0.0.0\n\nreplace example.com/money => ../../libs/money\n',
    });
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

  it('builds for another system, into the folder that is said, named as that system wants it', async () => {
    const context = await givenProject('orders');
    await build({ goos: 'windows', goarch: 'arm64', outputPath: 'dist/windows' }, context);
    // What a program for Windows begins with.
    const program = await readFile(join(context.root, 'dist/windows/orders.exe'));
    expect(program.subarray(0, 2).toString()).toBe('MZ');
    await build({ goarch: 'riscv64', goos: 'linux', outputPath: 'dist/riscv' }, context);
    const elf = await readFile(join(context.root, 'dist/riscv/orders'));
    expect([elf.subarray(1, 4).toString(), elf.readUInt16LE(18)]).toEqual(['ELF', 243]);
  });

  it('knows the systems and processors that Go builds for', async () => {
    const message = await refusalOf(
      build({ goos: 'linx', goarch: 'pentium-90', tags: ['-'] }, await givenProject('orders')),
    );
    expect(message).toContain('goos is "linx", which Go does not know; did you mean "linux"?');
    expect(message).toContain('goarch is "pentium-90", which Go does not know; use one of ');
    expect(message).toContain('tags holds "-"');
    expect(await refusalOf(build({ goos: 'windows', goarch: 'riscv64' }, await givenProject('orders')))).toMatch(
      /windows\/riscv64, which Go does not build for; with windows it builds for 386, amd64, arm64/,
    );
  });

  it('hands flags to the compiler', async () => {
    const context = await givenProject('orders');
    const program = () => readFile(join(context.root, 'dist/services/orders/bin/orders'));
    await build({}, context);
    const released = await program();
    await build({ gcflags: 'all=-N -l' }, context);
    expect((await program()).equals(released)).toBe(false);
    await build({ gcflags: '' }, context);
    expect((await program()).equals(released)).toBe(true);
  });
});
