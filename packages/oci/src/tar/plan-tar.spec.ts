import { describe, expect, it } from 'vitest';
import { textEntry } from '../sample.spec.support.ts';
import { planTar } from './plan-tar.ts';
import type { TarEntry } from './tar-entry.ts';

const problemsOf = (entries: readonly TarEntry[], mtime?: number): readonly string[] => {
  try {
    planTar(entries, mtime === undefined ? {} : { mtime });
  } catch (error) {
    expect(error).toMatchObject({ code: 'TAR_ENTRY_INVALID' });
    return (error as { readonly details: readonly string[] }).details;
  }
  return [];
};

describe('planTar', () => {
  it('adds parents and sorts by code unit, parents first', () => {
    const { entries } = planTar([textEntry('b/c', ''), textEntry('b-a', ''), textEntry('B', ''), textEntry('é', '')]);
    expect(entries.map(({ path, kind }) => `${kind} ${path}`)).toEqual([
      'file B',
      'directory b',
      'file b-a',
      'file b/c',
      'file é',
    ]);
  });

  it('keeps the mode of a folder that is listed', () => {
    const { entries } = planTar([textEntry('tmp/x', ''), { kind: 'directory', path: 'tmp', mode: 0o1777 }]);
    expect(entries[0]).toMatchObject({ path: 'tmp', mode: 0o1777 });
  });

  it.each([
    ['', 'the path is empty'],
    ['/etc', 'not relative'],
    ['etc//x', 'empty part'],
    ['etc/', 'empty part'],
    ['../x', '"." or ".."'],
    ['a/./b', '"." or ".."'],
    ['a\0b', 'NUL'],
    ['n'.repeat(101), 'does not fit'],
    [`${'f'.repeat(156)}/x`, 'does not fit'],
    ['é'.repeat(51), 'does not fit'],
  ])('refuses the path %j', (path, problem) => {
    expect(problemsOf([textEntry(path, '')]).join()).toContain(problem);
  });

  it('takes paths up to the limits of ustar', () => {
    expect(
      problemsOf([textEntry(`${'p'.repeat(155)}/${'n'.repeat(100)}`, ''), textEntry('n'.repeat(100), '')]),
    ).toEqual([]);
  });

  it('refuses numbers, links and clashes with all problems at once', () => {
    const problems = problemsOf(
      [
        { kind: 'directory', path: 'mode', mode: 0o10000 },
        { kind: 'directory', path: 'owner', mode: 0o755, uid: -1, gid: 0.5 },
        { kind: 'symlink', path: 'link', target: '' },
        { kind: 'symlink', path: 'far', target: 't'.repeat(101) },
        textEntry('file', ''),
        textEntry('file/below', ''),
        textEntry('twice', ''),
        textEntry('twice', ''),
      ],
      -1,
    );
    for (const [path, problem] of [
      ['mode', 'mode 4096'],
      ['owner', 'uid -1'],
      ['owner', 'gid 0.5'],
      ['link', 'link target'],
      ['far', 'longer than 100'],
      ['file/below', 'below file, a file'],
      ['twice', 'listed twice'],
      ['twice', 'time -1'],
    ] as const) {
      expect(
        problems.some((line) => line.startsWith(`"${path}"`) && line.includes(problem)),
        `${path}: ${problem}`,
      ).toBe(true);
    }
  });
});
