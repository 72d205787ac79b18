import { execFileSync, spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { createIgnoreRules } from './ignore-rules.ts';
import { folderOf } from './workspace-files.ts';

type Files = Readonly<Record<string, string>>;

/** Whether a file is ignored, asked as a walk does: an ignored folder is not entered. */
function isIgnored(files: Files, path: string): boolean {
  const rules = createIgnoreRules((file) => files[file]);
  const folders: string[] = [];
  for (let folder = folderOf(path); folder !== '.'; folder = folderOf(folder)) folders.unshift(folder);
  return folders.some((folder) => rules.isIgnored(folder, true)) || rules.isIgnored(path, false);
}

const paths = [
  'a.go',
  'b.go',
  'a.pb.go',
  'gen/a.go',
  'x/gen/a.go',
  'x/y/gen/b.go',
  'x/a.go',
  'x/a-z.go',
  'x/[a].go',
  'x/ää.go',
  'build/out/main.go',
  'x/build',
  'cmd/x/main.go',
  '#x/a.go',
  '!x/a.go',
  'x/a b/c.go',
  'x/trail /c.go',
  'x/1/9.go',
];

const patterns = [
  ...[
    'gen',
    '/gen',
    'gen/',
    'x/gen',
    'x/**/gen',
    '**/gen',
    'gen/**',
    'x/**',
    '/x/*',
    'x/*/gen',
    '**',
    '*',
    '/*',
    '**/a.go',
  ],
  ...[
    '*.pb.go',
    'a*.go',
    '*.*.go',
    '*a*.go',
    '*?*a*b*?.go',
    '*[!x]*.p*o',
    'x/*a*/c*o',
    '*i*/*/*n*.go',
    '?.go',
    '[ab].go',
    '[!a].go',
    '[^a].go',
    'x/[[]a].go',
    '\\[a].go',
    '[a-b].go',
    '[]a].go',
    '[a',
  ],
  ...[
    'build',
    'build/',
    '/build/out/',
    'x/build/',
    '#x',
    '\\#x',
    '!x',
    '\\!x',
    'a b',
    'trail\\ ',
    'trail ',
    'ää.go',
    'a\\',
  ],
  ...['[b-a].go', '[!b-a].go', '[[:digit:]b-a].go', '[a-[:digit:]]', '[b-\\a].go', 'trail\\  ', 'a.go  '],
  ...['[[:digit:]]', '[[:alpha:]_].go', 'a**go', '', '/', '//', '\uFEFFgen', 'gen\r', 'cmd/*/main.go'],
];

const rulesets: readonly Files[] = [
  ...patterns.map((pattern) => ({ '.gitignore': `${pattern}\n` })),
  { '.gitignore': '*.go\n!a.go\n' },
  { '.gitignore': 'gen\n!x/gen\n' },
  { '.gitignore': 'x/*\n!x/a.go\n!x/y/\n' },
  { '.gitignore': '*.go\n', 'x/.gitignore': '!a.go\n/gen\n' },
  { '.gitignore': '/x/gen/\n', 'x/y/.gitignore': '/gen/b.go\n' },
  { '.gitignore': '# none\n\n   \n', 'x/.gitignore': '*\n!.gitignore\n' },
];

const hasGit = spawnSync('git', ['--version']).status === 0;

describe('createIgnoreRules', () => {
  it.skipIf(!hasGit)('agrees with git check-ignore (skipped where there is no git)', () => {
    for (const files of rulesets) {
      const root = mkdtempSync(join(tmpdir(), 'slipway-ignore-'));
      onTestFinished(() => rmSync(root, { recursive: true }));
      const env = { ...process.env, GIT_CONFIG_GLOBAL: '/dev/null', GIT_CONFIG_SYSTEM: '/dev/null' };
      execFileSync('git', ['init', '-q', root], { env });
      for (const [path, text] of Object.entries(files)) {
        mkdirSync(dirname(join(root, path)), { recursive: true });
        writeFileSync(join(root, path), text);
      }
      const { stdout } = spawnSync('git', ['check-ignore', '--no-index', '-z', '--stdin'], {
        cwd: root,
        env,
        input: paths.join('\0'),
      });
      const expected = stdout
        .toString()
        .split('\0')
        .filter((path) => path !== '');
      expect(paths.filter((path) => isIgnored(files, path)).sort(), JSON.stringify(files)).toEqual(expected.sort());
    }
  });

  it('answers a pattern of many stars, which tried every way would take for ever', () => {
    const files = { '.gitignore': `${'*a'.repeat(30)}b\n` };
    expect(isIgnored(files, 'a'.repeat(60))).toBe(false);
    expect(isIgnored(files, `${'a'.repeat(60)}b`)).toBe(true);
  });

  it('lets .nxignore decide before .gitignore', () => {
    const files = { '.gitignore': 'gen\n', 'x/.gitignore': 'b.go\n', '.nxignore': '!gen\nmain.go\n!b.go\n' };
    expect(paths.filter((path) => isIgnored(files, path))).toEqual(['build/out/main.go', 'cmd/x/main.go']);
  });

  it('looks for ignore files only where they may be, and once', () => {
    const asked: string[] = [];
    const rules = createIgnoreRules((file) => {
      asked.push(file);
      return undefined;
    });
    rules.see('x', new Set(['a.go', '.nxignore']));
    for (const path of ['x/a.go', 'x/b.go', 'y/a.go']) rules.isIgnored(path, false);
    expect(asked).toEqual(['.gitignore', '.nxignore', 'x/.nxignore', 'y/.gitignore', 'y/.nxignore']);
  });
});
