import { expect, it, vi } from 'vitest';
import { isSlipwayError, SlipwayError } from './slipway-error.ts';

it('reads as one text: summary with code, details, state, hint', () => {
  const error = new SlipwayError({
    code: 'COMMAND_FAILED',
    summary: 'docker build failed.',
    details: ['one', 'two\nlines'],
    state: 'Nothing was built.',
    hint: 'Start the daemon.',
  });
  expect(error.message).toBe(
    [
      'docker build failed. [COMMAND_FAILED]',
      '  one',
      '  two',
      '  lines',
      'Nothing was built.',
      'Hint: Start the daemon.',
    ].join('\n'),
  );
});

it('leaves out what it does not have', () => {
  const error = new SlipwayError({ code: 'CANCELLED', summary: 'Cancelled.' });
  expect(error.message).toBe('Cancelled. [CANCELLED]');
  expect('cause' in error).toBe(false);
});

it('is recognised from another copy of the module, and nothing else is', async () => {
  vi.resetModules();
  const copy = await import('./slipway-error.ts');
  const foreign = new copy.SlipwayError({ code: 'CANCELLED', summary: 'Cancelled.' });
  expect(foreign instanceof SlipwayError).toBe(false);
  expect(isSlipwayError(foreign)).toBe(true);
  for (const value of [new Error('x'), { code: 'CANCELLED' }, null, undefined, 'text'])
    expect(isSlipwayError(value)).toBe(false);
});
