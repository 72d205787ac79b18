import { readFile, readdir, rm } from 'node:fs/promises';
import { join, relative } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startFaultyRegistry, type FaultyRegistry } from '../engines/faulty-registry.ts';
import { readLayout } from '../engines/layout.ts';
import { nxVersions } from '../workspace/create-workspace.ts';
import { runOk } from '../workspace/run.ts';
import { useWorkspace } from '../workspace/use-workspace.ts';

// People and pipelines run commands side by side. Nothing is lost, and nothing is mixed.
describe('two commands at once', () => {
  const workspace = useWorkspace(nxVersions[0]);
  let registry: FaultyRegistry;

  beforeAll(async () => {
    await workspace().nxOk(['g', 'go-service', 'services/orders', '--no-interactive']);
    registry = await startFaultyRegistry(workspace().root);
  });
  afterAll(() => registry.close());

  const both = async (...commands: readonly (readonly string[])[]) =>
    Promise.all(commands.map((args) => workspace().nxOk(args)));
  /** The image of a project, found whole: its revision and digest. */
  const readImage = async (name: string) => {
    const folder = join(workspace().root, 'dist/services', name);
    const { digest } = JSON.parse(await readFile(join(folder, 'image.json'), 'utf8')) as { digest: string };
    const layout = await readLayout(join(folder, 'oci'));
    expect(layout.digest).toBe(digest);
    expect((await readdir(folder)).filter((entry) => /image|oci/.test(entry))).toEqual(['image.json', 'oci']);
    return { digest, revision: layout.images[0]?.config.config.Labels?.['org.opencontainers.image.revision'] };
  };

  const goWorkFiles = async () =>
    (await readdir(workspace().root)).filter((name) => name.startsWith('go.work')).toSorted();

  it('docker-build with different options: one result or the other, and whole', async () => {
    const build = (revision: string) => ['run', 'orders:docker-build', `--revision=${revision}`, '--skip-nx-cache'];
    const digests = new Map<string, string>();
    for (const revision of ['a', 'b']) {
      await workspace().nxOk(build(revision));
      digests.set(revision, (await readImage('orders')).digest);
    }
    for (let round = 0; round < 3; round += 1) {
      await both(build('a'), build('b'));
      const { revision = '', digest } = await readImage('orders');
      expect(digest).toBe(digests.get(revision));
    }
  });

  it('docker-build and docker-push: what is pushed is one of the images that were built', async () => {
    const host = `${registry.host}/while-building`;
    await both(
      ['run', 'orders:docker-build', '--revision=c', '--skip-nx-cache'],
      ['run', 'orders:docker-push', `--registry=${host}`, '--tags=v1'],
    );
    expect(registry.danglingTags()).toEqual([]);
    expect(registry.repository('while-building/acme/orders').tags.get('v1')).toMatch(/^sha256:/);
  });

  it('docker-push of one image: both succeed, and the tag stands', async () => {
    const push = ['run', 'orders:docker-push', `--registry=${registry.host}`, '--tags=v1'];
    await workspace().nxOk(['run', 'orders:docker-build']);
    await both(push, push);
    expect(registry.repository('acme/orders').tags.get('v1')).toBe((await readImage('orders')).digest);
    expect(registry.danglingTags()).toEqual([]);
  });

  it('nx g go-service: every service is whole and in go.work', async () => {
    const names = ['alpha', 'beta', 'gamma', 'delta'];
    await both(...names.map((name) => ['g', 'go-service', `services/${name}`, '--no-interactive']));
    const goWork = await readFile(join(workspace().root, 'go.work'), 'utf8');
    for (const name of ['orders', ...names]) expect(goWork).toContain(`\t./services/${name}\n`);
    await runOk(['go', 'vet', ...names.map((name) => `./services/${name}/...`)], { cwd: workspace().root });
    const { stdout } = await workspace().nxOk(['show', 'projects', '--json']);
    expect(JSON.parse(stdout)).toEqual(expect.arrayContaining(['orders', ...names]));
    expect(await goWorkFiles()).toEqual(['go.work', 'go.work.settings']);
  });

  it('docker-build of five services: five whole images, and nothing built again', async () => {
    const build = ['run-many', '--targets=docker-build', '--parallel=3'];
    await workspace().nxOk(build);
    const names = await readdir(join(workspace().root, 'dist/services'));
    expect(names.toSorted()).toEqual(['alpha', 'beta', 'delta', 'gamma', 'orders']);
    const images = await Promise.all(names.map(readImage));
    expect(new Set(images.map(({ digest }) => digest)).size).toBe(5);
    expect((await workspace().nxOk(build)).all).toMatch(/5\/5 hit|5 out of 5/);
  });

  // SLIPWAY_ROUNDS=50 for a long run. In every other round the ten have to make go.work first.
  const rounds = Array.from({ length: Number(process.env['SLIPWAY_ROUNDS'] ?? '2') }, (_, round) => round + 1);
  it.each(rounds)(
    'nx g go-service, ten at once, round %i: no line is lost, and every service is whole',
    async (round) => {
      const root = workspace().root;
      const names = Array.from({ length: 10 }, (_, index) => `ten-${index}`);
      const hasNone = round % 2 === 0;
      const before = hasNone ? '' : await readFile(join(root, 'go.work'), 'utf8');
      if (hasNone) await Promise.all((await goWorkFiles()).map((name) => rm(join(root, name))));

      await both(...names.map((name) => ['g', 'go-service', `more/${name}`, '--no-interactive']));

      const goWork = await readFile(join(root, 'go.work'), 'utf8');
      const uses = goWork.split('\n').filter((line) => line.startsWith('\t./'));
      const services = ['alpha', 'beta', 'delta', 'gamma', 'orders'].map((name) => `\t./services/${name}`);
      expect(uses.toSorted()).toEqual([...names.map((name) => `\t./more/${name}`), ...services].toSorted());
      if (!hasNone) expect(goWork.split('\n')).toEqual(expect.arrayContaining(before.split('\n')));
      expect(await goWorkFiles()).toEqual(['go.work', 'go.work.settings']);
      await workspace().nxOk(['sync:check']);

      const [first, ...others] = await Promise.all(names.map((name) => readService(join(root, 'more', name), name)));
      expect(Object.keys(first ?? {})).toContain('cmd/NAME/main.go');
      for (const service of others) expect(service).toEqual(first);
      const { stdout } = await workspace().nxOk(['show', 'projects', '--json']);
      expect(JSON.parse(stdout)).toEqual(expect.arrayContaining(names));
      await rm(join(root, 'more'), { recursive: true });
      await workspace().nxOk(['sync']);
    },
  );
});

/** The files of a generated service: path → text, without its name, so that any two are equal. */
async function readService(folder: string, name: string): Promise<Readonly<Record<string, string>>> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  const files = await Promise.all(
    entries
      .filter((entry) => entry.isFile())
      .map(async ({ parentPath, name: file }) => {
        const path = join(parentPath, file);
        const text = await readFile(path, 'utf8');
        // The record holds hashes of each file, and so of the name; and Go's version as go.work says it, where there was one.
        const shown = file === 'template.lock.json' ? withoutHashes(text) : text;
        return [relative(folder, path).replaceAll(name, 'NAME'), shown.replaceAll(name, 'NAME')] as const;
      }),
  );
  return Object.fromEntries(files.toSorted(([a], [b]) => (a < b ? -1 : 1)));
}

function withoutHashes(record: string): string {
  return record
    .replaceAll(/\b[0-9a-f]{40,64}\b/g, 'HASH')
    .replace(/"goVersion": "(\d+\.\d+)(\.0)?"/, '"goVersion": "$1"');
}
