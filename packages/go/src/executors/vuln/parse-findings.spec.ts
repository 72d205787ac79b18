import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { parseFindings } from './parse-findings.ts';

/** What govulncheck 1.8.0 printed for a service that calls golang.org/x/text 0.3.5 through a library. */
const recorded = readFileSync(new URL('testdata/findings.jsonstream', import.meta.url), 'utf8');

it('keeps the closest finding of each vulnerability', () => {
  expect(parseFindings(recorded)).toMatchObject([
    { id: 'GO-2021-0113', level: 'symbol', fixed: 'v0.3.7' },
    {
      id: 'GO-2022-1059',
      aliases: expect.arrayContaining(['CVE-2022-32149']) as string[],
      summary: 'Denial of service via crafted Accept-Language header in golang.org/x/text/language',
      module: 'golang.org/x/text',
      version: 'v0.3.5',
      fixed: 'v0.3.8',
      level: 'symbol',
      calls: ['orders.main', 'money.Parse', 'language.ParseAcceptLanguage'],
      place: { file: 'cmd/orders/main.go', line: 10, column: 21 },
    },
    { id: 'GO-2026-5970', level: 'module', calls: [] },
  ]);
});

it('reads objects on one line each, and takes the shortest way', () => {
  const frame = (name: string) => ({ module: 'a.b/c', package: 'a.b/c/v2', receiver: '*T', function: name });
  const messages = [
    { finding: { osv: 'GO-1-1', trace: [frame('Bad'), frame('Middle'), frame('Main')] } },
    { finding: { osv: 'GO-1-1', trace: [frame('Bad'), frame('Main')] } },
  ];
  const [finding, ...others] = parseFindings(messages.map((message) => JSON.stringify(message)).join('\n'));
  expect(others).toEqual([]);
  expect(finding).toEqual({
    id: 'GO-1-1',
    aliases: [],
    summary: 'known vulnerability',
    module: 'a.b/c',
    version: '',
    level: 'symbol',
    calls: ['c.T.Main', 'c.T.Bad'],
  });
});

it('finds nothing in a stream without findings, and refuses what is none', () => {
  expect(parseFindings('{"config": {}}\n')).toEqual([]);
  expect(parseFindings('')).toEqual([]);
  expect(() => parseFindings('No vulnerabilities found.')).toThrow(SyntaxError);
});
