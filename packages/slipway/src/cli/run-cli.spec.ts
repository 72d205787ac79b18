import { tmpdir } from 'node:os';
import { beforeAll, describe, expect, it } from 'vitest';
import { buildSlipway, runSlipway } from '../testing/run-slipway.ts';
import { readOwnVersion } from './own-version.ts';

describe('slipway', () => {
  beforeAll(buildSlipway, 120_000);

  it.each<[readonly string[], number, RegExp, RegExp]>([
    [['--help'], 0, /slipway new <name>[^]*slipway doctor/, /^$/],
    [['new', '--help'], 0, /--skip-install/, /^$/],
    [['--version'], 0, new RegExp(`^${readOwnVersion().replaceAll('.', '\\.')}\n$`), /^$/],
    [['completion'], 0, /begin-slipway-completions/, /^$/],
    [[], 2, /^$/, /^Which command\? \[OPTIONS_INVALID\]\n/],
    [['doktor'], 2, /^$/, /Did you mean doctor\? \[OPTIONS_INVALID\]\nHint: Run "slipway --help"\./],
    [['doctor', '--jason'], 2, /^$/, /jason/],
    [['new', 'acme', '--json', '--bogus'], 2, /"code": "OPTIONS_INVALID"/, /^$/],
  ])('%j', async (args, exitCode, stdout, stderr) => {
    const ended = await runSlipway(args, { cwd: tmpdir() });
    expect(ended.stdout).toMatch(stdout);
    expect(ended.stderr).toMatch(stderr);
    expect(ended.stderr).not.toMatch(/^ +at /m);
    expect(ended.code).toBe(exitCode);
  });
});
