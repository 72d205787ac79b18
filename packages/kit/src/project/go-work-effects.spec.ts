import { expect, it } from 'vitest';
import { parseGoMod } from '../go/parse-go-mod.ts';
import { goWorkEffects } from './go-work-effects.ts';

/** Effects among modules at `a`, `b` …; each has the path example.com/<folder>, and is used unless it is left out. */
function effectsOf(lines: Readonly<Record<string, string>>, leftOut: readonly string[] = []): readonly string[] {
  const modules = new Map(
    Object.entries(lines).map(([folder, text]) => [folder, parseGoMod(`module example.com/${folder}\n${text}\n`)]),
  );
  return goWorkEffects({ modules, used: new Set([...modules.keys()].filter((folder) => !leftOut.includes(folder))) });
}

it.each([
  ['agree', { a: 'require x.y/z v1.0.0', b: 'require x.y/z v1.0.0' }],
  ['require different things', { a: 'require x.y/z v1.0.0', b: 'require x.y/w v1.1.0' }],
  [
    'require each other, at any version',
    { a: 'require example.com/c v1.0.0', b: 'require example.com/c v1.1.0', c: '' },
  ],
  ['replace what no other requires', { a: 'replace x.y/z => ../z', b: 'require x.y/w v1.0.0' }],
  [
    'replace alike',
    { a: 'require x.y/z v1.0.0\nreplace x.y/z => ../z', 'd/b': 'require x.y/z v1.0.0\nreplace x.y/z => ../../z' },
  ],
  [
    'replace a module of the workspace',
    { a: 'replace example.com/c => ../c', b: 'require example.com/c v1.0.0', c: '' },
  ],
])('modules that %s do nothing to each other', (_, lines) => {
  expect(effectsOf(lines)).toEqual([]);
});

it('gives all the newest version that one of them requires', () => {
  const lines = { a: 'require x.y/z v1.9.0', b: 'require x.y/z v1.10.0 // indirect', c: 'require x.y/z v1.2.0' };
  expect(effectsOf(lines)).toEqual(['x.y/z v1.10.0']);
  expect(effectsOf(lines, ['b'])).toEqual(['x.y/z v1.9.0']);
  // An older one that changes changes nothing for anybody else.
  expect(effectsOf({ ...lines, c: 'require x.y/z v1.3.0' })).toEqual(['x.y/z v1.10.0']);
});

it('applies the replacements of one to all', () => {
  const lines = { a: 'require x.y/z v1.0.0', 'd/b': 'replace x.y/z => ../z\nreplace x.y/z v1.1.0 => x.y/fork v1.1.1' };
  expect(effectsOf(lines)).toEqual(['replace x.y/z => ./d/z', 'replace x.y/z v1.1.0 => x.y/fork v1.1.1']);
  expect(effectsOf(lines, ['d/b'])).toEqual([]);
});

it('tells a module of the workspace that is used from one that comes from elsewhere', () => {
  const lines = { a: 'require example.com/c v1.0.0', c: '', tools: 'tool example.com/c/cmd' };
  expect(effectsOf(lines)).toEqual([]);
  expect(effectsOf(lines, ['c', 'tools'])).toEqual(['without c']);
});

it('says nothing of a module that is not used where a replace leads', () => {
  const require = 'require example.com/c v1.0.0';
  expect(effectsOf({ a: `${require}\nreplace example.com/c => ../c`, c: '' }, ['c'])).toEqual([]);
  // For one version it may count or not.
  const ofOne = { a: `${require}\nreplace example.com/c v1.0.0 => ../c`, c: '' };
  expect(effectsOf(ofOne, ['c'])).toEqual(['without c']);
});
