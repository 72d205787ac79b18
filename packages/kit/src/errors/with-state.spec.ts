import { expect, it } from 'vitest';
import { SlipwayError } from './slipway-error.ts';
import { inState, withState } from './with-state.ts';

const silent = new SlipwayError({ code: 'LOCKED', summary: 'It is locked.', details: ['By x.'], hint: 'Wait.' });

it('says in which state things are, and keeps all else', () => {
  expect(withState(silent, 'Nothing was applied.')).toMatchObject({
    message: 'It is locked. [LOCKED]\n  By x.\nNothing was applied.\nHint: Wait.',
  });
  expect(withState(silent, 'Rolled back.', 'Mend it.')).toMatchObject({ hint: 'Mend it.' });
  expect(withState('foreign', 'x')).toBe('foreign');
});

it('leaves an error its own word', async () => {
  const own = new SlipwayError({ code: 'LOCKED', summary: 'It is locked.', state: 'Half was applied.' });
  await expect(inState('Nothing was applied.', () => Promise.reject(own))).rejects.toBe(own);
  await expect(inState('Nothing was applied.', () => Promise.reject(silent))).rejects.toMatchObject({
    state: 'Nothing was applied.',
  });
  expect(await inState('x', () => Promise.resolve(1))).toBe(1);
});
