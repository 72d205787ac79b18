import { existsSync } from 'node:fs';
import { readFile, symlink } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { isGoInstalled } from '../../testing/go-installed.ts';
import { createProjectBed, refusalOf } from '../testing/given-project.ts';
import generate from './generate.ts';

const { givenProject, setVariable } = createProjectBed(onTestFinished);

/** A generator that needs nothing but Go: it writes what it is told to. */
const writer = `//go:build ignore

package main

import "os"

func main() {
	if os.Args[1] == "" {
		println("no name")
		os.Exit(3)
	}
	_ = os.WriteFile(os.Args[1]+".go", []byte("package money\\n\\nconst "+os.Args[2]+" = 1\\n"), 0o600)
}
`;
const directives = (...lines: readonly string[]) => ({
  'libs/money/write.go': writer,
  'libs/money/gen.go': `package money\n\n${lines.map((line) => `//go:generate ${line}\n`).join('')}`,
});

describe.skipIf(!isGoInstalled())('generate', () => {
  it('runs the lines of the project, in its folders', async () => {
    const context = await givenProject('money', directives('go run write.go one One', 'go run write.go two Two'));
    expect(await generate({}, context)).toEqual({ success: true });
    expect(await readFile(join(context.root, 'libs/money/one.go'), 'utf8')).toContain('const One');
    expect(existsSync(join(context.root, 'libs/money/two.go'))).toBe(true);
  });

  it('runs and leaves out the lines it is told to', async () => {
    const lines = ['go run write.go one One', 'go run write.go two Two', 'go run write.go three Three'];
    const context = await givenProject('money', directives(...lines));
    await generate({ run: 'T', skip: 'Three' }, context);
    const made = ['one', 'two', 'three'].filter((name) => existsSync(join(context.root, `libs/money/${name}.go`)));
    expect(made).toEqual(['two']);
  });

  it('needs no Go code to be right', async () => {
    const context = await givenProject('money', {
      ...directives('go run write.go one One'),
      'libs/money/money.go': 'package money\n\nfunc Five() int { return One }\n',
    });
    expect(await generate({}, context)).toEqual({ success: true });
  });

  it('minds no lock of an editor, and no link that leads nowhere', async () => {
    const context = await givenProject('money', directives('go run write.go one One'));
    for (const name of ['.#gen.go', 'gone.go']) await symlink('nowhere', join(context.root, 'libs/money', name));
    expect(await generate({}, context)).toEqual({ success: true });
  });

  it('starts nothing where there is no line', async () => {
    const folder = { 'libs/money/doc.go': '// Package money: "//go:generate" must begin a line.\npackage money\n' };
    const context = await givenProject('money', folder);
    setVariable('GOFLAGS', '-no-such-flag');
    expect(await generate({}, context)).toEqual({ success: true });
  });

  it('names the line whose command fails', async () => {
    const context = await givenProject('money', directives('go run write.go one One', 'go run write.go ""'));
    expect(await refusalOf(generate({}, context))).toMatch(
      /^libs\/money\/gen\.go:4: running "go": exit status 1 \[GO_GENERATE_FAILED\]/,
    );
    expect(existsSync(join(context.root, 'libs/money/one.go'))).toBe(true);
  });

  it('says how to get a command that is missing', async () => {
    const context = await givenProject('money', directives('no-such-stringer -type=Pill'));
    expect(await refusalOf(generate({}, context))).toMatch(
      /^libs\/money\/gen\.go:3: running "no-such-stringer": .*\[GO_GENERATE_FAILED\]\nHint: Install no-such-stringer, or .*go run/,
    );
  });

  it('refuses options with all reasons at once', async () => {
    const message = await refusalOf(generate({ package: './none', tags: ['a b'] }, await givenProject('money')));
    expect(message).toMatch(/^The generation of money cannot run with these options\. \[OPTIONS_INVALID\]/);
    expect(message).toContain('package is "./none", which is no package of the project; it has .');
    expect(message).toContain('tags holds "a b"');
  });
});
