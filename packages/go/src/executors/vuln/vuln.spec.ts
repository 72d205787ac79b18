import { readFileSync } from 'node:fs';
import { chmod, readFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { ExecutorContext } from '@nx/devkit';
import { findOnPath } from '@slipway/kit';
import { describe, expect, it, onTestFinished } from 'vitest';
import { isGoInstalled } from '../../testing/go-installed.ts';
import { needing } from '../../testing/needing.ts';
import { writeFiles, type Files } from '../../testing/make-workspace.ts';
import { createProjectBed, refusalOf } from '../testing/given-project.ts';
import vuln from './vuln.ts';

const { givenProject, setVariable } = createProjectBed(onTestFinished);

const recorded = readFileSync(new URL('testdata/findings.jsonstream', import.meta.url), 'utf8');
const goModOfOrders = {
  'services/orders/go.mod':
    'module example.com/orders\n\ngo 1.25\n\nrequire (\n\tgolang.org/x/text v0.3.5 // indirect\n)\n',
};

/** A workspace whose govulncheck prints a recorded stream, and what it was called with. */
async function givenStream(stream: string, changes: Files = {}): Promise<ExecutorContext> {
  const context = await givenProject('orders', changes);
  const script = '#!/bin/sh\necho "$@" > "$0.args"\ncat "$0.json"\n';
  await writeFiles(context.root, { 'bin/govulncheck': script, 'bin/govulncheck.json': stream });
  await chmod(join(context.root, 'bin/govulncheck'), 0o755);
  setVariable('PATH', `${join(context.root, 'bin')}:${process.env['PATH'] ?? ''}`);
  return context;
}

describe.skipIf(!isGoInstalled())('vuln', () => {
  it('names the place, the vulnerability and the version without it, first', async () => {
    const message = await refusalOf(vuln({}, await givenStream(recorded)));
    expect(message.split('\n')).toEqual([
      'services/orders/cmd/orders/main.go:10:21: GO-2021-0113: Out-of-bounds read in golang.org/x/text/language; ' +
        'fixed in golang.org/x/text@v0.3.7 [GO_VULNERABLE]',
      '    called through orders.main → money.Parse → language.ParseAcceptLanguage; https://pkg.go.dev/vuln/GO-2021-0113',
      '  services/orders/cmd/orders/main.go:10:21: GO-2022-1059: Denial of service via crafted Accept-Language header in ' +
        'golang.org/x/text/language; fixed in golang.org/x/text@v0.3.8',
      '    called through orders.main → money.Parse → language.ParseAcceptLanguage; https://pkg.go.dev/vuln/GO-2022-1059',
      'Hint: Run "go -C services/orders get golang.org/x/text@v0.3.8", then "npx nx tidy orders".',
    ]);
  });

  it('lets pass what is accepted, by any of its names, and what nothing calls', async () => {
    const context = await givenStream(recorded);
    expect(await vuln({ allow: ['GO-2021-0113', 'CVE-2022-32149'] }, context)).toEqual({ success: true });
    expect(await readFile(join(context.root, 'bin/govulncheck.args'), 'utf8')).toBe(
      '-format=json -scan=symbol ./...\n',
    );
  });

  it('counts what is only required, when it is told to, at its line in the go.mod', async () => {
    const context = await givenStream(recorded, goModOfOrders);
    const allow = ['GO-2021-0113', 'GO-2022-1059'];
    const message = await refusalOf(vuln({ scan: 'module', allow }, context));
    expect(message).toMatch(
      /^services\/orders\/go\.mod:6: GO-2026-5970: .*; fixed in golang\.org\/x\/text@v0\.39\.0 \[GO_VULNERABLE\]/,
    );
    expect(await readFile(join(context.root, 'bin/govulncheck.args'), 'utf8')).toBe('-format=json -scan=module\n');
  });

  it('says which tool is missing, and how to pin it', async () => {
    const context = await givenProject('orders');
    setVariable('PATH', dirname((await findOnPath('go')) ?? ''));
    expect(await refusalOf(vuln({}, context))).toBe(
      'govulncheck is neither in tools/go.mod nor on the PATH. [TOOL_MISSING]\n' +
        'Hint: Pin it for everybody with "npx nx g @slipway/go:go-tool govulncheck".',
    );
  });

  it('does not take silence for safety', async () => {
    const context = await givenStream('');
    await writeFiles(context.root, {
      'bin/govulncheck': '#!/bin/sh\necho "fetching vulnerabilities: no route" >&2\nexit 1\n',
    });
    expect(await refusalOf(vuln({}, context))).toMatch(/^govulncheck failed with exit code 1\. \[COMMAND_FAILED\]/);
    await writeFiles(context.root, { 'bin/govulncheck': '#!/bin/sh\necho "No vulnerabilities found."\n' });
    expect(await refusalOf(vuln({}, context))).toMatch(/^govulncheck .* cannot be understood\. \[COMMAND_FAILED\]/);
    await writeFiles(context.root, { 'bin/govulncheck': '#!/bin/sh\n' });
    expect(await refusalOf(vuln({}, context))).toMatch(/^govulncheck .* cannot be understood\. \[COMMAND_FAILED\]/);
  });

  it('refuses options with all reasons at once', async () => {
    const options = { allow: ['1234'], tags: ['a b'], db: '-db' };
    const message = await refusalOf(vuln(options, await givenProject('orders')));
    expect(message).toMatch(/^The scan of orders cannot run with these options\. \[OPTIONS_INVALID\]/);
    expect(message).toContain('allow holds "1234"');
    expect(message).toContain('tags holds "a b"');
    expect(message).toContain('db is "-db"');
  });
});

const when = '2026-01-01T00:00:00Z';
/** A database with one advisory about Go itself, which no release mends. */
const database = {
  'db/index/db.json': JSON.stringify({ modified: when }),
  'db/index/modules.json': JSON.stringify([{ path: 'stdlib', vulns: [{ id: 'GO-2026-99999', modified: when }] }]),
  'db/index/vulns.json': JSON.stringify([{ id: 'GO-2026-99999', modified: when }]),
  'db/ID/GO-2026-99999.json': JSON.stringify({
    schema_version: '1.3.1',
    id: 'GO-2026-99999',
    modified: when,
    published: when,
    summary: 'Sorting is dangerous',
    affected: [
      {
        package: { name: 'stdlib', ecosystem: 'Go' },
        ranges: [{ type: 'SEMVER', events: [{ introduced: '0' }] }],
        ecosystem_specific: { imports: [{ path: 'sort', symbols: ['Strings'] }] },
      },
    ],
  }),
};
const sorting = {
  'libs/money/money.go': 'package money\n\nimport "sort"\n\nfunc Five() int {\n\tsort.Strings(nil)\n\treturn 5\n}\n',
};
const real = await needing('vuln with the real govulncheck', 'govulncheck');

describe.skipIf(!isGoInstalled() || real.skip)(real.name, () => {
  it('finds what the code calls, through another module', async () => {
    const context = await givenProject('orders', { ...database, ...sorting });
    const db = pathToFileURL(join(context.root, 'db')).href;
    expect(await refusalOf(vuln({ db }, context))).toMatch(
      /^services\/orders\/cmd\/orders\/main\.go:11:37: GO-2026-99999: Sorting is dangerous; not fixed yet \[GO_VULNERABLE\]\n.*orders\.main → money\.Five → sort\.Strings/,
    );
    expect(await vuln({ db, allow: ['GO-2026-99999'] }, context)).toEqual({ success: true });
  });

  it('names the place of code that does not compile', async () => {
    const context = await givenProject('orders', { 'libs/money/money.go': 'package money\n\nvar _ = missing\n' });
    expect(await refusalOf(vuln({}, context))).toMatch(/^libs\/money\/money\.go:3:9: .*\[GO_COMPILE_FAILED\]/);
  });
});
