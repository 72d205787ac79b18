import { mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { stripVTControlCharacters } from 'node:util';
import { afterEach, beforeAll, describe, expect, it } from 'vitest';
import { nxVersions } from '../workspace/create-workspace.ts';
import { useWorkspace } from '../workspace/use-workspace.ts';

// Of go.work its use lines count for nobody but the module they name; `nx sync` keeps them right.
describe.each(nxVersions)('go.work on Nx %s', (nxVersion) => {
  const workspace = useWorkspace(nxVersion);
  const path = (file: string) => join(workspace().root, file);
  const read = (file: string) => readFile(path(file), 'utf8');
  const write = async (file: string, text: string) => {
    await mkdir(dirname(path(file)), { recursive: true });
    await writeFile(path(file), text);
  };
  const edit = async (file: string, change: (text: string) => string) => write(file, change(await read(file)));
  const check = () => workspace().nx(['sync:check']);

  const targets = ['build', 'docker-build', 'deploy'];
  const all = ['billing', 'orders'].flatMap((name) => targets.map((target) => `${name}:${target}`)).toSorted();
  const select = async (file: string, env: Readonly<Record<string, string>> = {}) => {
    const args = ['affected', `--targets=${targets.join()}`, `--files=${file}`, '--graph=stdout'];
    const { stdout } = await workspace().nxOk(args, { env });
    // Nothing affected: some versions say so in words.
    if (!stdout.trimStart().startsWith('{')) return [];
    const tasks = Object.keys((JSON.parse(stdout) as { tasks: { tasks: object } }).tasks.tasks);
    return tasks.filter((task) => /^(billing|orders):/.test(task)).toSorted();
  };
  /** Builds that ran, of those that are there since the beginning. */
  const build = async () => {
    const { all: text } = await workspace().nxOk(['run-many', '--targets=build', '--outputStyle=static']);
    const ran = [...stripVTControlCharacters(text).matchAll(/^> nx run (billing|orders):build(.*)$/gm)];
    expect(ran).toHaveLength(2);
    return ran.flatMap(([, name = '', rest = '']) => (rest.includes('[') ? [] : [name])).toSorted();
  };

  let goWork = '';
  let settings = '';
  beforeAll(async () => {
    for (const name of ['orders', 'billing']) {
      await workspace().nxOk(['g', 'go-service', `services/${name}`, '--no-interactive']);
    }
    goWork = await read('go.work');
    settings = await read('go.work.settings');
    await build();
  });
  afterEach(async () => {
    await Promise.all(['late', 'tools'].map((folder) => rm(path(folder), { recursive: true, force: true })));
    await write('go.work', goWork);
    await write('go.work.settings', settings);
  });

  const selections: readonly (readonly [
    string,
    () => Promise<void>,
    Readonly<Record<string, readonly string[]>>,
    readonly string[],
  ])[] = [
    [
      'a new module',
      async () => {
        await write('late/go.mod', 'module example.com/acme/late\n\ngo 1.26.0\n');
        await write('late/late.go', 'package late\n');
        await workspace().nxOk(['sync']);
        expect(await read('go.work')).toContain('\t./late\n');
      },
      { 'go.work': [] },
      [],
    ],
    ['a comment', () => edit('go.work', (text) => `// Ours.\n${text}`), { 'go.work': [] }, []],
    [
      'a godebug line, synced',
      async () => {
        await edit('go.work', (text) => `${text}\ngodebug default=go1.25\n`);
        await workspace().nxOk(['sync']);
      },
      { 'go.work': [], 'go.work.settings': all },
      ['billing', 'orders'],
    ],
    [
      'a go line, not synced',
      () => edit('go.work', (text) => text.replace(/^go .*/, 'go 1.26.1')),
      { 'go.work': all },
      ['billing', 'orders'],
    ],
    ['no settings', () => rm(path('go.work.settings')), { 'go.work': all }, ['billing', 'orders']],
  ];
  it.each(selections)('%s: what is selected, and what runs again', async (_, change, selected, ran) => {
    await change();
    for (const [file, tasks] of Object.entries(selected)) {
      expect(await select(file)).toEqual(tasks);
      if (nxVersion === nxVersions[0]) expect(await select(file, { NX_LEGACY_AFFECTED: 'true' })).toEqual(tasks);
    }
    expect(await build()).toEqual(ran);
  });

  it('a version that one module raises reruns the others that require it: Go gives all the newest', async () => {
    const orders = await read('services/orders/go.mod');
    const billing = await read('services/billing/go.mod');
    try {
      // From a folder, so that no registry has to know it.
      await write('late/go.mod', 'module example.com/late\n\ngo 1.26.0\n');
      await edit('go.work', (text) => `${text}\nreplace example.com/late => ./late\n`);
      await write('services/orders/go.mod', `${orders}\nrequire example.com/late v1.0.0\n`);
      await workspace().nxOk(['sync']);
      await build();
      await write('services/billing/go.mod', `${billing}\nrequire example.com/late v1.0.0\n`);
      expect(await build()).toEqual(['billing']);
      await write('services/billing/go.mod', `${billing}\nrequire example.com/late v1.1.0\n`);
      expect(await build()).toEqual(['billing', 'orders']);
    } finally {
      await write('services/orders/go.mod', orders);
      await write('services/billing/go.mod', billing);
    }
  });

  it('sync:check names what is out of date, and sync repairs it without Go', async () => {
    expect(await check()).toMatchObject({ exitCode: 0 });
    await edit('go.work', (text) => text.replace('\t./services/billing\n', '\t./gone // moved\n'));
    await rm(path('go.work.settings'));
    const outcome = await check();
    expect(outcome.exitCode).toBe(1);
    expect(stripVTControlCharacters(outcome.all)).toContain(
      'go.work lacks ./services/billing; go.work uses ./gone without a go.mod; go.work.settings is missing.',
    );
    // Node alone: no folder of PATH has a go command.
    await workspace().nxOk(['sync'], { env: { PATH: path('no-such-folder') } });
    expect((await read('go.work')).split('\n').toSorted()).toEqual(goWork.split('\n').toSorted());
    expect(await read('go.work.settings')).toBe(settings);
    expect(await check()).toMatchObject({ exitCode: 0 });
  });

  it('leaves out pinned tools, and a module whose use line is commented out', async () => {
    await write('tools/go.mod', 'module example.com/acme/tools\n\ngo 1.27.0\n');
    await write('late/go.mod', 'module example.com/acme/late\n\ngo 1.26.0\n');
    await edit('go.work', (text) => text.replace(')', '\t// ./late: not yet\n)'));
    const kept = await read('go.work');
    await workspace().nxOk(['sync']);
    expect(await read('go.work')).toBe(kept);
    expect(await read('go.work.settings')).toBe(`${settings}without late\n`);
  });

  it('a broken go.work is named with its line, and nothing changes', async () => {
    const broken = `${goWork}\nreplace x.y/z\n`;
    await write('go.work', broken);
    const outcome = await workspace().nx(['sync']);
    expect(outcome.exitCode).toBe(1);
    const line = broken.split('\n').indexOf('replace x.y/z') + 1;
    expect(stripVTControlCharacters(outcome.all)).toMatch(new RegExp(`go\\.work:${line}: .*\\[GO_MOD_INVALID\\]`));
    expect(await read('go.work')).toBe(broken);
    expect(await read('go.work.settings')).toBe(settings);
  });
});
