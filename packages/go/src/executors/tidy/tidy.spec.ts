import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { ExecutorContext } from '@nx/devkit';
import { describe, expect, it, onTestFinished } from 'vitest';
import { isGoInstalled } from '../../testing/go-installed.ts';
import { createProjectBed, refusalOf } from '../testing/given-project.ts';
import build from '../build/build.ts';
import tidy from './tidy.ts';

const { givenProject, setVariable } = createProjectBed(onTestFinished);

describe.skipIf(!isGoInstalled())('tidy', () => {
  const untidy = {
    'go.work': 'go 1.25\n\nuse ./libs/money\n',
    'libs/money/go.mod':
      'module example.com/money\n\ngo 1.25\n\nreplace example.com/unused => ../unused\n\nrequire example.com/unused v1.0.0\n',
    'libs/unused/go.mod': 'module example.com/unused\n\ngo 1.25\n',
  };

  it('removes what is not imported', async () => {
    const context = await givenProject('money', untidy);
    await tidy({}, context);
    expect(await readFile(join(context.root, 'libs/money/go.mod'), 'utf8')).not.toContain('require');
  });

  it('shows the difference when it checks, and changes nothing', async () => {
    const context = await givenProject('money', untidy);
    expect(await refusalOf(tidy({ check: true }, context))).toMatch(
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
    const context = await givenProject('orders', chain);
    expect(await tidy({ check: true }, context)).toEqual({ success: true });
    expect(await tidy({}, context)).toEqual({ success: true });
    expect(await goModOf(context)).toBe(goMod);
    expect(existsSync(join(context.root, 'services/orders/go.sum'))).toBe(false);
    expect(await build({}, context)).toEqual({ success: true });
  });

  it('still removes what is not imported, and keeps what was written about a module beside it', async () => {
    const required = `${goMod}\nrequire (\n\texample.com/gone v1.0.0\n\texample.com/money v0.0.0\n)\n\nreplace example.com/gone => ../../libs/gone\n`;
    const context = await givenProject('orders', {
      ...chain,
      'services/orders/go.mod': required,
      'libs/gone/go.mod': 'module example.com/gone\n\ngo 1.25\n',
    });
    expect(await refusalOf(tidy({ check: true }, context))).toMatch(
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
    const context = await givenProject('orders', { 'go.work': 'go 1.25\n\nuse ./services/orders\n' });
    setVariable('GOPROXY', 'off');
    expect(await refusalOf(tidy({}, context))).toMatch(
      /\[COMMAND_FAILED\][^]*Hint: .*example\.com\/money.*go work use/,
    );
  });
});
