import { describe, expect, it } from 'vitest';
import { selectParts } from './parts.ts';

describe('selectParts', () => {
  it.each<[readonly string[], readonly string[]]>([
    [[], ['registry', 'docker', 'bases', 'buildkit', 'checkers', 'kubernetes']],
    [['checkers'], ['checkers']],
    [['bases'], ['registry', 'docker', 'bases']],
    [
      ['podman', 'registry'],
      ['registry', 'podman'],
    ],
  ])('%j brings up %j', (names, chosen) => {
    expect(selectParts(names).map(({ name }) => name)).toEqual(chosen);
  });

  it('names every unknown part, and the known ones', () => {
    expect(() => selectParts(['docker', 'doker', 'helm'])).toThrow(/«doker, helm».*registry, docker/);
  });
});
