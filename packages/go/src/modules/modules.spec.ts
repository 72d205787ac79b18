import { mkdir, readdir, readFile, writeFile } from 'node:fs/promises';
import { hostname } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { makeWorkspace } from '../testing/make-workspace.ts';
import { modulePathProblem } from './check-module-path.ts';
import { editGoWork } from './edit-go-work.ts';
import { compareGoVersions, toGoLine, toGoMinor } from './go-version.ts';
import { updateGoWork } from './update-go-work.ts';

describe('modulePathProblem', () => {
  it.each([
    'example.com/acme/orders',
    'github.com/Acme/shop_x/a~b',
    'example.com/acme/v2',
    'example.com/acme/v10',
    'gopkg.in/yaml.v3',
    'example.com',
  ])('takes %s', (path) => {
    expect(modulePathProblem(path)).toBeUndefined();
  });

  it.each([
    ['', 'it is empty'],
    ['Not A Module', '" " cannot be in a module path'],
    ['example.com/ärger', '"ä" cannot be in a module path'],
    ['-example.com/a', 'it begins with "-"'],
    ['example.com//a', 'it has an empty part: a leading, trailing or double slash'],
    ['example.com/a/', 'it has an empty part: a leading, trailing or double slash'],
    ['acme/orders', 'its first part "acme" has no dot; begin with a domain, for example example.com/acme'],
    ['Example.com/a', '"E" cannot be in its first part, which is a domain'],
    ['example.com/.a', 'its part ".a" begins with a dot'],
    ['example.com/a.', 'its part "a." ends with a dot'],
    ['example.com/con.go', 'its part "con.go" is a name that Windows keeps for a device'],
    ['example.com/progra~1', 'its part "progra~1" looks like a short name of Windows'],
    ['example.com/a/v1', 'its end "/v1" is no major version; those begin with /v2'],
    ['example.com/a/v02', 'its end "/v02" is no major version; those begin with /v2'],
    ['gopkg.in/yaml', 'a path of gopkg.in ends with a version such as .v2'],
  ])('refuses %j', (path, problem) => {
    expect(modulePathProblem(path)).toBe(problem);
  });
});

describe('Go versions', () => {
  it("sorts as Go's own toolchain does", () => {
    const sorted = [
      '1.9',
      '1.21',
      '1.21rc1',
      '1.21rc2',
      '1.21.0',
      '1.21.1',
      '1.21.10',
      '1.26',
      '1.26.0',
      '1.27beta1',
      '2.0.0',
    ];
    expect([...sorted].reverse().sort(compareGoVersions)).toEqual(sorted);
    expect(compareGoVersions('1.26.3', '1.26.3')).toBe(0);
  });

  it('knows the lines that go.mod and the build image want', () => {
    expect(['1.26', '1.26.3', '1.27rc1'].map(toGoLine)).toEqual(['1.26.0', '1.26.3', '1.27rc1']);
    expect(['1.26', '1.26.3', '1.27rc1'].map(toGoMinor)).toEqual(['1.26', '1.26', '1.27']);
  });
});

describe('editGoWork', () => {
  const edit = (text: string | undefined, use = ['services/orders'], go = '1.26.0') => editGoWork(text, { use, go });

  it('makes a file with sorted modules', () => {
    expect(edit(undefined, ['services/orders', '.', 'libs/a/'])).toBe(
      'go 1.26.0\n\nuse (\n\t.\n\t./libs/a\n\t./services/orders\n)\n',
    );
  });

  it.each([
    [
      'into a block',
      'go 1.26.0\n\nuse ( // ours\n\t./b // first\n\t./a\n)\n\nreplace x.y/z => ./z\n',
      'go 1.26.0\n\nuse ( // ours\n\t./b // first\n\t./a\n\t./services/orders\n)\n\nreplace x.y/z => ./z\n',
    ],
    ['after single lines', 'go 1.26.0\nuse ./a\n// end\n', 'go 1.26.0\nuse ./a\nuse ./services/orders\n// end\n'],
    ['where there were none', '// top\ngo 1.26.0\n', '// top\ngo 1.26.0\n\nuse ./services/orders\n'],
    [
      'with the line ends of the file',
      'go 1.26.0\r\nuse (\r\n\t./a\r\n)\r\n',
      'go 1.26.0\r\nuse (\r\n\t./a\r\n\t./services/orders\r\n)\r\n',
    ],
    [
      'raising the version that Go would refuse',
      'go 1.26 // old\nuse ./a\n',
      'go 1.26.0 // old\nuse ./a\nuse ./services/orders\n',
    ],
    ['and a version where there was none', 'use ./a\n', 'go 1.26.0\n\nuse ./a\nuse ./services/orders\n'],
  ])('adds a module %s', (_, before, after) => {
    expect(edit(before)).toBe(after);
  });

  it('quotes a folder that go.work would read as two words', () => {
    expect(edit(undefined, ['old code/a', 'b//c', 'd'])).toBe(
      'go 1.26.0\n\nuse (\n\t./b/c\n\t./d\n\t"./old code/a"\n)\n',
    );
    expect(edit('go 1.26.0\nuse "./old code/a"\n', ['old code/a', 'x (1)'])).toBe(
      'go 1.26.0\nuse "./old code/a"\nuse "./x (1)"\n',
    );
  });

  it.each(['./services/orders', 'services/orders', './services/orders/', '"./services/orders"'])(
    'leaves a file alone that has the module as %s',
    (written) => {
      const text = `go 1.27.0\nuse ${written}\n`;
      expect(edit(text)).toBe(text);
    },
  );
});

describe('editGoWork takes modules out', () => {
  it.each([
    ['of a block', 'use (\n\t./a // old\n\t// why b\n\t./b\n)\n', 'use (\n\t// why b\n\t./b\n)\n'],
    ['alone in its line', 'use ./b\r\nuse "./a/"\r\n// end\r\n', 'use ./b\r\n// end\r\n'],
    ['that was the last of its block', 'use (\n\t./a\n)\n', 'use (\n)\n'],
    ['and nothing that looks like it', 'use ./ab\n// use ./a\nreplace x.y/a => ./a\n', undefined],
  ])('%s', (_, before, after) => {
    const text = `go 1.26.0\n${before}`;
    expect(editGoWork(text, { use: [], drop: ['a'], go: '1.26.0' })).toBe(`go 1.26.0\n${after ?? before}`);
  });
});

describe('updateGoWork', () => {
  it('loses nothing when many add at once', async () => {
    const root = await makeWorkspace(onTestFinished, {});
    const folders = Array.from({ length: 12 }, (_, index) => `libs/l${index}`);
    await Promise.all(folders.map((folder) => updateGoWork(root, { use: [folder], go: '1.26.0' })));
    const text = await readFile(join(root, 'go.work'), 'utf8');
    for (const folder of folders) expect(text).toContain(`\t./${folder}\n`);
    expect(await readdir(root)).toEqual(['.nx', 'go.work', 'go.work.settings']);
    expect(await readFile(join(root, 'go.work.settings'), 'utf8')).toMatch(/^\/\/ .*\ngo 1\.26\.0\n$/);
  });

  it('removes what a killed run left half written', async () => {
    const goWork = 'go 1.26.0\n\nuse ./a\n';
    const halves = { 'go.work.partial': 'go 1.2', 'go.work.settings.partial': '//' };
    const root = await makeWorkspace(onTestFinished, { 'go.work': goWork, ...halves });
    await updateGoWork(root, { use: ['a'], go: '1.26.0' });
    expect(await readFile(join(root, 'go.work'), 'utf8')).toBe(goWork);
    expect(await readdir(root)).toEqual(['.nx', 'go.work', 'go.work.settings']);
  });

  it('says where it may not write', async () => {
    const root = await makeWorkspace(onTestFinished, { '.nx': 'a file' });
    const update = updateGoWork(root, { use: ['a'], go: '1.26.0' });
    await expect(update).rejects.toMatchObject({ code: 'WRITE_FAILED', hint: expect.any(String) as string });
  });

  it('takes over the lock of a process that was killed', async () => {
    const root = await makeWorkspace(onTestFinished, {});
    const folder = join(root, '.nx/workspace-data/slipway');
    await mkdir(folder, { recursive: true });
    // No system gives out this number: it is above every pid limit.
    const killed = { id: 'x', pid: 2_147_483_646, host: hostname() };
    await writeFile(join(folder, 'go-work.lock'), JSON.stringify(killed));
    await updateGoWork(root, { use: ['a'], go: '1.26.0' });
    expect(await readFile(join(root, 'go.work'), 'utf8')).toContain('./a');
    expect(await readdir(folder)).toEqual([]);
  });
});
