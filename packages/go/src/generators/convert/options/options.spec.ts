import { readFile } from 'node:fs/promises';
import { describe, expect, it } from 'vitest';
import { gonx } from '../peers/gonx.ts';
import { nxGo } from '../peers/nx-go.ts';
import type { PeerKind } from '../peers/peer.ts';
import { mapOptions } from '../targets/map-options.ts';
import { splitShellWords } from './shell-words.ts';

const peers = { 'nx-go': nxGo, gonx };
const place = { root: 'apps/api', project: 'api', commands: ['.', './cmd/worker'] };

type Case = readonly [keyof typeof peers, PeerKind, Readonly<Record<string, unknown>>, object | string];

/** Options of a target of a plugin, and ours; a text is why there are none. */
const cases: readonly Case[] = [
  ['nx-go', 'build', { main: 'main.go' }, { main: '.' }],
  ['nx-go', 'build', { main: '{projectRoot}/cmd/worker/main.go' }, { main: './cmd/worker' }],
  ['nx-go', 'build', { main: './cmd/worker' }, { main: './cmd/worker' }],
  ['nx-go', 'build', { main: 'cmd/other/main.go' }, 'no main package'],
  ['nx-go', 'build', { compiler: 'go', buildMode: 'exe' }, {}],
  ['nx-go', 'build', { compiler: 'tinygo' }, '"tinygo" has no counterpart'],
  ['nx-go', 'build', { buildMode: 'c-shared' }, '"c-shared" has no counterpart'],
  ['nx-go', 'build', { outputPath: '../../dist/apps/api' }, {}],
  ['nx-go', 'build', { outputPath: '../../dist/bin/server' }, { outputPath: 'dist/bin/server' }],
  ['gonx', 'build', { outputPath: 'dist/apps/api/' }, {}],
  ['gonx', 'build', { outputPath: 'out/{projectRoot}/' }, { outputPath: 'out/apps/api' }],
  ['gonx', 'build', { outputPath: 7 }, 'is no path'],
  ['nx-go', 'build', { outputPath: '../../../bin' }, 'lies outside the workspace'],
  ['nx-go', 'build', { outputPath: '/usr/local/bin' }, 'lies outside the workspace'],
  ['gonx', 'build', { env: { CGO_ENABLED: '1', GOOS: 'linux', GOARCH: 'arm64' } }, { cgo: true, goos: 'linux', goarch: 'arm64' }],
  ['gonx', 'build', { env: { CGO_ENABLED: '0' } }, {}],
  ['gonx', 'build', { env: { GOAMD64: 'v3', CC: 'clang' } }, 'GOAMD64, CC cannot be set for a build alone'],
  ['nx-go', 'build', { flags: ["-ldflags='-s -X main.v=1'", '-tags', 'a,b', '-trimpath'] }, { tags: ['a', 'b'], ldflags: '-s -X main.v=1' }],
  ['nx-go', 'build', { flags: ['-ldflags="-X main.v=$VERSION"'] }, 'needs a shell'],
  ['gonx', 'build', { flags: ['-ldflags=-X main.v=$1', '--race', '-gcflags', 'all=-N -l'] }, { ldflags: '-X main.v=$1', gcflags: 'all=-N -l', race: true }],
  ['gonx', 'build', { flags: ['-mod=vendor', '-a'] }, '-mod=vendor -a has no counterpart'],
  ['nx-go', 'serve', { main: 'main.go', cmd: 'go', args: ['--port 3000', "--name='a b'"] }, { main: '.', args: ['--port', '3000', '--name=a b'] }],
  ['nx-go', 'serve', { args: ['--pattern=*.go'] }, 'needs a shell'],
  ['nx-go', 'serve', { cwd: 'apps/api/', flags: ['-tags=dev'] }, { tags: ['dev'] }],
  ['nx-go', 'serve', { cwd: '.' }, '"." is not the folder of the project'],
  ['nx-go', 'serve', { cmd: 'gow' }, '"gow" has no counterpart'],
  ['gonx', 'serve', { args: ['--pattern=*.go'], env: { PORT: '1' } }, { args: ['--pattern=*.go'], env: { PORT: '1' } }],
  ['gonx', 'serve', { env: { PORT: 1 } }, 'holds more than texts'],
  ['nx-go', 'test', { cover: true, race: false, verbose: true, tags: ['x'] }, { cover: true, race: false, verbose: true, tags: ['x'] }],
  ['nx-go', 'test', { run: 'TestA', count: 2, timeout: '5m' }, { run: 'TestA', count: 2, timeout: '5m' }],
  ['nx-go', 'test', { run: '', count: 0, timeout: '' }, {}],
  ['gonx', 'test', { timeout: '0' }, { timeout: '0s' }],
  ['gonx', 'test', { coverProfile: 'out/cover.out' }, { coverProfile: 'apps/api/out/cover.out' }],
  ['gonx', 'test', { coverProfile: '../../dist/cover.out' }, { coverProfile: 'dist/cover.out' }],
  ['gonx', 'test', { coverProfile: '../../../cover.out' }, 'lies outside the workspace'],
  ['nx-go', 'lint', { linter: 'golangci-lint', args: ['run'] }, { linter: 'golangci-lint' }],
  ['gonx', 'lint', { linter: 'go vet' }, { linter: 'vet' }],
  ['gonx', 'lint', { linter: 'go fmt' }, {}],
  ['nx-go', 'lint', { linter: 'revive' }, '"revive" is no linter that Slipway runs'],
  ['nx-go', 'lint', { linter: 'staticcheck', args: ['-checks=all'] }, '"-checks=all" has no counterpart'],
  ['nx-go', 'tidy', { args: ['-v'] }, {}],
  ['gonx', 'tidy', { args: ['-compat=1.21'] }, '-compat=1.21 has no counterpart'],
  ['nx-go', 'generate', { args: ['-run', 'mockgen', './...'] }, { run: 'mockgen' }],
  ['nx-go', 'generate', { args: ['./internal/db'] }, { package: './internal/db' }],
  ['nx-go', 'generate', { args: ['./a', './b'] }, './a ./b has no counterpart'],
  ['gonx', 'generate', { flags: ['-skip=slow', '-n'] }, '-n has no counterpart'],
  ['gonx', 'generate', { env: { A: '1' } }, 'cannot be set for this target alone'],
  // What an executor does not know it has always ignored.
  ['gonx', 'test', { tags: ['x'] }, {}],
  ['gonx', 'generate', { env: {}, constructor: 'x' }, {}],
]; // prettier-ignore

describe('options', () => {
  it.each(cases)('%s %s %j', (name, kind, options, expected) => {
    const peerTarget = peers[name].targets[kind];
    if (peerTarget === undefined) throw new Error(`${name} has no ${kind}`);
    const mapped = mapOptions({ options, configurations: { ci: options } }, peerTarget, place);
    if (typeof expected === 'string') {
      const [first, second] = mapped.obstacles;
      expect(first?.says).toContain(expected);
      expect([first?.key, second?.key].map((key) => key?.split('.')[0])).toEqual(['options', 'configurations']);
    } else {
      expect(mapped).toMatchObject({ options: expected, configurations: { ci: expected }, obstacles: [] });
    }
  });

  it('a project with one program needs no main', () => {
    const mapped = mapOptions({ options: { main: 'main.go' } }, build(), { ...place, commands: ['.'] });
    expect(mapped.options).toEqual({});
  });

  it.each([
    [{ outputPath: '../../dist/out' }, 'depends on how deep a project lies'],
    [{ outputPath: 'bin/' }, { outputPath: '{projectRoot}/bin' }],
    [{ main: 'cmd/x/main.go' }, { main: './cmd/x' }],
  ])('defaults for many projects: %j', (options, expected) => {
    const mapped = mapOptions({ options }, build(), { root: undefined, project: '', commands: [] });
    if (typeof expected === 'string') expect(mapped.obstacles[0]?.says).toContain(expected);
    else expect(mapped.options).toEqual(expected);
  });

  it('only words that our executors know', async () => {
    const folder = new URL('../../../executors/', import.meta.url);
    const known = new Map<string, readonly string[]>();
    for (const [, kind, , expected] of cases) {
      const text = await readFile(new URL(`${kind}/schema.json`, folder), 'utf8');
      known.set(kind, Object.keys((JSON.parse(text) as { readonly properties: object }).properties));
      const used = typeof expected === 'string' ? [] : Object.keys(expected);
      expect(known.get(kind)).toEqual(expect.arrayContaining(used));
    }
    expect([...known.keys()].toSorted()).toEqual(['build', 'generate', 'lint', 'serve', 'test', 'tidy']);
  });
});

function build() {
  const target = nxGo.targets.build;
  if (target === undefined) throw new Error('nx-go builds');
  return target;
}

describe('splitShellWords', () => {
  it.each<[string, readonly string[] | undefined]>([
    ['', []],
    ['  a  b ', ['a', 'b']],
    [`-ldflags="-X a=\\"b\\"" 'c d'e\\ f`, ['-ldflags=-X a="b"', 'c de f']],
    [`"" ''`, ['', '']],
    ['a $B', undefined],
    ['a; b', undefined],
    ['"open', undefined],
    ['a `b`', undefined],
  ])('%j', (line, words) => {
    expect(splitShellWords(line)).toEqual(words);
  });
});
