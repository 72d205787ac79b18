import { readFile, symlink } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { isGoInstalled } from '../../testing/go-installed.ts';
import { createProjectBed, refusalOf } from '../testing/given-project.ts';
import fmt from './fmt.ts';

const { givenProject } = createProjectBed(onTestFinished);

describe.skipIf(!isGoInstalled())('fmt', () => {
  const ugly = { 'libs/money/ugly.go': 'package money\nfunc  Ugly(){}\n' };

  it('formats, and then has nothing to do', async () => {
    const context = await givenProject('money', ugly);
    await fmt({}, context);
    expect(await readFile(join(context.root, 'libs/money/ugly.go'), 'utf8')).toBe('package money\n\nfunc Ugly() {}\n');
    expect(await fmt({ check: true }, context)).toEqual({ success: true });
  });

  it('only names the files when it checks', async () => {
    const context = await givenProject('money', ugly);
    expect(await refusalOf(fmt({ check: true }, context))).toMatch(
      /^1 Go file of money .*\[GO_NOT_FORMATTED\]\n {2}libs\/money\/ugly\.go/,
    );
    expect(await readFile(join(context.root, 'libs/money/ugly.go'), 'utf8')).toBe(ugly['libs/money/ugly.go']);
  });

  it('leaves alone what is no file of Go: locks of editors, names with an underscore', async () => {
    const context = await givenProject('money', { 'libs/money/_draft.go': 'package  (' });
    await symlink('nowhere', join(context.root, 'libs/money/.#money.go'));
    expect(await fmt({ check: true }, context)).toEqual({ success: true });
  });

  it('names the place of what cannot be formatted', async () => {
    const context = await givenProject('money', { 'libs/money/broken.go': 'package money\nfunc (\n' });
    expect(await refusalOf(fmt({}, context))).toMatch(/^libs\/money\/broken\.go:2:8: .*\[GO_COMPILE_FAILED\]/);
  });
});
