import { appendFile, mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { stripVTControlCharacters } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startFaultyRegistry, type FaultyRegistry } from '../engines/faulty-registry.ts';
import { readLayout } from '../engines/layout.ts';
import { nxVersions } from '../workspace/create-workspace.ts';
import { useWorkspace } from '../workspace/use-workspace.ts';

// The service «orders» imports the library «money»; the service «billing» stands alone.
const money = ['money:build', 'money:test'];
const orders = ['orders:build', 'orders:docker-build', 'orders:test'];
const billing = ['billing:build', 'billing:docker-build', 'billing:test'];
const all = [...billing, ...money, ...orders];

/** One changed file, and the tasks of build, test and docker-build that it concerns. */
interface Change {
  readonly file: string;
  /** What reads the file: runs again, while all others come from the cache. */
  readonly read: readonly string[];
  /** What Nx 24 selects, where it differs from `read`: a file by which a plugin finds its projects selects the whole project. */
  readonly selected?: readonly string[];
  /** What Nx up to 23 selects: projects as a whole, with those that depend on them. */
  readonly whole: readonly string[];
  /** What Nx 24 selects for a deploy. Default: the services whose image is made of the file. */
  readonly released?: readonly string[];
  /** Whether the older versions of Nx, which hash alike, are asked for the cache's answer too. */
  readonly everywhere?: true;
}

const ofServices: readonly Change[] = [
  { file: 'libs/money/hello.go', read: [...money, ...orders], whole: [...money, ...orders], everywhere: true },
  { file: 'services/orders/README.md', read: [], whole: orders, everywhere: true },
  { file: 'services/orders/template.lock.json', read: [], released: ['orders'], whole: orders },
  {
    file: 'services/orders/Dockerfile',
    read: ['orders:docker-build'],
    selected: orders,
    whole: orders,
    everywhere: true,
  },
  { file: 'services/orders/k8s/base/deployment.yaml', read: [], released: ['orders'], whole: orders },
  { file: 'services/orders/compose.yaml', read: [], released: ['orders'], whole: orders },
  { file: 'docs/guide.md', read: [], whole: [] },
];

// graph-matrix.spec.ts asks the same, and more, of a workspace with a module for each project.
const ofCode: readonly Change[] = [
  { file: 'libs/money/hello_test.go', read: ['money:test'], whole: [...money, ...orders] },
  { file: 'services/orders/cmd/orders/main.go', read: orders, whole: orders },
  { file: 'services/orders/internal/app/page.html', read: orders, whole: orders },
  { file: 'go.mod', read: all, whole: all },
];

const workspaces: readonly (readonly [string, readonly Change[]])[] = [
  ['a module for each project', [...ofServices, { file: 'go.work', read: [], whole: [] }]],
  ['one module for all', [...ofServices, ...ofCode]],
];

describe.each(nxVersions)('on Nx %s', (nxVersion) => {
  const workspace = useWorkspace(nxVersion);
  const path = (file: string) => join(workspace().root, file);
  const isExact = nxVersion === nxVersions[0];

  const select = async (file: string, env: Readonly<Record<string, string>> = {}) => {
    const args = ['affected', '--targets=build,test,docker-build', `--files=${file}`, '--graph=stdout'];
    const { stdout } = await workspace().nxOk(args, { env });
    // Nothing affected: Nx says so in words.
    if (!stdout.trimStart().startsWith('{')) return [];
    return Object.keys((JSON.parse(stdout) as { tasks: { tasks: object } }).tasks.tasks).toSorted();
  };
  /** Services whose release Nx would make again. Nothing is released: only the tasks are planned. */
  const selectReleases = async (file: string) => {
    const args = ['affected', '--targets=deploy', `--files=${file}`, '--graph=stdout'];
    const { stdout } = await workspace().nxOk(args);
    if (!stdout.trimStart().startsWith('{')) return [];
    const tasks = Object.keys((JSON.parse(stdout) as { tasks: { tasks: object } }).tasks.tasks);
    return servicesOf(tasks, 'deploy');
  };
  /** Tasks that really ran, not those answered from the cache. */
  const runAll = async () => {
    const args = ['run-many', '--targets=build,test,docker-build', '--outputStyle=static'];
    const text = stripVTControlCharacters((await workspace().nxOk(args)).all);
    const lines = [...text.matchAll(/^> nx run (\S+)(.*)$/gm)];
    expect(lines.map(([, task]) => task).toSorted()).toEqual(all);
    return lines.flatMap(([, task = '', rest = '']) => (rest.includes('[') ? [] : [task])).toSorted();
  };

  describe.each(isExact ? workspaces : workspaces.slice(0, 1))('%s', (kind, changes) => {
    beforeAll(async () => {
      await Promise.all(
        ['services', 'libs', 'go.work', 'dist'].map((name) => rm(path(name), { recursive: true, force: true })),
      );
      if (kind.startsWith('one')) await writeFile(path('go.mod'), 'module example.com/acme\n\ngo 1.26.0\n');
      for (const name of ['orders', 'billing']) {
        await workspace().nxOk(['g', 'go-service', `services/${name}`, '--no-interactive']);
      }
      await workspace().nxOk(['g', 'go-library', 'libs/money', '--no-interactive']);
      const imported = kind.startsWith('one') ? 'example.com/acme/libs/money' : 'example.com/acme/money';
      await writeFile(path('services/orders/cmd/orders/money.go'), `package main\n\nimport _ "${imported}"\n`);
      await runAll();
    });

    it.each(changes)('$file: what is affected, and what the cache answers', async (change) => {
      const { file, read, selected = read, whole, everywhere } = change;
      await mkdir(dirname(path(file)), { recursive: true });
      const before = await readFile(path(file), 'utf8').catch(() => undefined);
      await appendFile(path(file), file.endsWith('.json') ? '\n' : `\n${commentFor(file)}\n`);
      try {
        expect(await select(file)).toEqual(isExact ? selected : whole.toSorted());
        if (isExact) expect(await select(file, { NX_LEGACY_AFFECTED: 'true' })).toEqual(whole.toSorted());
        if (isExact || everywhere === true) expect(await runAll()).toEqual(read);
      } finally {
        await (before === undefined ? rm(path(file)) : writeFile(path(file), before));
      }
    });

    // The older versions take projects as a whole, for every target alike: some files say enough.
    const releases = changes.filter(
      ({ everywhere, released }) => isExact || everywhere === true || released !== undefined,
    );
    it.each(releases)('$file: whose release is affected', async ({ file, read, selected = read, whole, released }) => {
      const exact = released ?? servicesOf(selected, 'docker-build');
      expect(await selectReleases(file)).toEqual(isExact ? exact : servicesOf(whole, 'docker-build'));
    });
  });

  describe('a layout that was altered behind the back of Nx', () => {
    let registry: FaultyRegistry;
    beforeAll(async () => {
      registry = await startFaultyRegistry(workspace().root);
    });
    afterAll(async () => {
      await registry.close();
      await workspace().nxOk(['reset', '--only-daemon']);
    });

    // With its daemon Nx 22 takes the altered output for the cached one.
    it.each([
      ['without its daemon', 'false', []],
      ['with its daemon', 'true', []],
      ['and is pushed alone', 'false', ['--exclude-task-dependencies']],
    ])('%s: is restored or refused, and never pushed', async (name, daemon, flags) => {
      const env = { NX_DAEMON: daemon };
      await workspace().nxOk(['run', 'orders:docker-build'], { env });
      const record = await readFile(path('dist/services/orders/image.json'), 'utf8');
      const { digest } = JSON.parse(record) as { digest: string };
      const layout = path('dist/services/orders/oci');
      const [layer] = (await readLayout(layout)).images[0]?.layers ?? [];
      const blob = join(layout, 'blobs/sha256', layer?.digest.slice('sha256:'.length) ?? '');
      const bytes = await readFile(blob);
      bytes.writeUInt8(bytes.readUInt8(bytes.length >> 1) ^ 1, bytes.length >> 1);
      await writeFile(blob, bytes);

      const repository = name.replaceAll(/\W+/g, '-');
      const args = ['run', 'orders:docker-push', `--repository=${registry.host}/${repository}`, '--tags=v1', ...flags];
      const { exitCode, all: text } = await workspace().nx(args, { env });
      if (exitCode !== 0) expect(stripVTControlCharacters(text)).toMatch(/ \[LAYOUT_INVALID\]$/m);
      expect(registry.repository(repository).tags.get('v1')).toBe(exitCode === 0 ? digest : undefined);
      expect(registry.danglingTags()).toEqual([]);
      await rm(path('dist'), { recursive: true });
    });
  });
});

function commentFor(file: string): string {
  if (file.endsWith('.md') || file.endsWith('.html')) return '<!-- changed -->';
  return /\.(yaml|)$|Dockerfile$/.test(file) ? '# changed' : '// changed';
}

function servicesOf(tasks: readonly string[], target: string): readonly string[] {
  return tasks.flatMap((task) => (task.endsWith(`:${target}`) ? [task.slice(0, -target.length - 1)] : [])).toSorted();
}
