import { execFileSync } from 'node:child_process';
import { describe, expect, it } from 'vitest';
import { createBed } from './bed.ts';
import { renderEnvironment } from './environment.ts';

describe('renderEnvironment', () => {
  it('gives a shell what was meant, whatever the characters', () => {
    const bed = createBed({ SLIPWAY_TESTBED_STATE: "/a b'c", SLIPWAY_TESTBED: '/tools' }, () => undefined);
    const script = [...renderEnvironment(bed, { HOST: `it's $HOME` }), 'printf "%s\\n" "$PATH" "$HOST"'].join('\n');
    const output = execFileSync('/bin/sh', ['-c', script], { encoding: 'utf8', env: { PATH: '/bin' } });
    expect(output).toBe("/a b'c/bin:/tools/checkers/bin:/bin\nit's $HOME\n");
  });
});
