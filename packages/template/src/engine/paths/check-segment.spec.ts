import { describe, expect, it } from 'vitest';
import { segmentProblem } from './check-segment.ts';

describe('segmentProblem', () => {
  it.each([
    'main.go',
    '.env',
    'a b',
    'console',
    'com',
    'com10',
    'überblick',
    '日本',
    '-x',
    'nul_',
    'gitignore',
    '.github',
  ])('takes %j', (segment) => expect(segmentProblem(segment)).toBeUndefined());

  it.each([
    ['', 'empty'],
    ['.', 'another folder'],
    ['..', 'another folder'],
    ['a/b', 'must not have'],
    ['a\\b', 'must not have'],
    ['C:', 'must not have'],
    ['a\0b', 'must not have'],
    ['a\nb', 'must not have'],
    ['a?', 'must not have'],
    ['x.', 'dot or a blank'],
    ['x ', 'dot or a blank'],
    [' x', 'starts with a blank'],
    ['CON', 'reserved'],
    ['con.txt', 'reserved'],
    ['Lpt1', 'reserved'],
    ['COM¹.log', 'reserved'],
    ['.GIT', "git's"],
    ['git~1', "git's"],
    ['a\u202eb', 'invisible'],
    ['a\u200bb', 'invisible'],
    ['\ufeffx', 'invisible'],
    ['\ud800', 'invisible'],
    ['e\u0301', 'NFC'],
    ['x'.repeat(256), 'longer than 255'],
    ['é'.repeat(128), 'longer than 255'],
  ])('refuses %j', (segment, reason) => expect(segmentProblem(segment)).toContain(reason));
});
