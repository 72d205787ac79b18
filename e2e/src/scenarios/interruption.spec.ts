import { randomUUID } from 'node:crypto';
import { mkdtemp, readdir, readFile, realpath, rm } from 'node:fs/promises';
import { join, relative } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { findTool } from '../checkers/find-tool.ts';
import { needing } from '../engines/engines.ts';
import { startFaultyRegistry, type FaultyRegistry } from '../engines/faulty-registry.ts';
import { readLayout } from '../engines/layout.ts';
import { startBackground } from '../workspace/background.ts';
import { nxVersions, type Workspace } from '../workspace/create-workspace.ts';
import { fetchWhenUp, freePort } from '../workspace/http.ts';
import {
  createMark,
  findMarked,
  killMarked,
  waitForMarked,
  whyNoneFound,
  type Mark,
} from '../workspace/marked-processes.ts';
import { run, runOk } from '../workspace/run.ts';
import { tarballFolder } from '../workspace/tarballs.ts';
import { useWorkspace } from '../workspace/use-workspace.ts';

/** A way to end a run. */
interface Ending {
  readonly name: string;
  readonly signal: NodeJS.Signals;
  /** Whether the whole process group gets it, or nx alone. */
  readonly group: boolean;
  /** Of nx, which makes 130 of every signal. */
  readonly exitCode: number;
}

const ctrlC: Ending = { name: 'Ctrl-C in a terminal', signal: 'SIGINT', group: true, exitCode: 130 };
const sigterm: Ending = { name: 'SIGTERM to the command alone', signal: 'SIGTERM', group: false, exitCode: 130 };
const sigint: Ending = { name: 'SIGINT to the command alone', signal: 'SIGINT', group: false, exitCode: 130 };
const sigkill: Ending = { name: 'SIGKILL of all processes', signal: 'SIGKILL', group: false, exitCode: 128 };

/** A target that can be met in the middle of its work. */
interface Step {
  readonly args: readonly string[];
  readonly env?: Readonly<Record<string, string>>;
  /** Resolves in the middle. */
  reached(mark: Mark): Promise<unknown>;
  /** Where a container of it listens. */
  readonly port?: number;
  /** Ends by itself when it is let. */
  readonly ends?: true;
}

const targets = ['docker-build', 'docker-push', 'docker-run', 'serve', 'test'] as const;

// No run that ends in the middle leaves a process, or a file that the next run stumbles over.
const reason = whyNoneFound();
describe.skipIf(reason !== undefined)(`a run that is interrupted${reason ?? ''}`, () => {
  describe.each<[string, readonly (typeof targets)[number][], readonly Ending[]]>([
    [nxVersions[0], targets, [ctrlC, sigterm, sigkill]],
    // Here only the closing of a channel tells the executor.
    [nxVersions[2], ['docker-run', 'serve'], [sigint]],
  ])('on Nx %s', (nxVersion, names, endings) => {
    const workspace = useWorkspace(nxVersion);
    let registry: FaultyRegistry;

    beforeAll(async () => {
      await workspace().nxOk(['g', 'go-service', 'services/orders', '--no-interactive']);
      await workspace().nxOk(['run', 'orders:docker-build']);
      registry = await startFaultyRegistry(workspace().root);
    });
    afterAll(() => registry.close());

    /** Without a cache of Go's the standard library has to be compiled: long enough to be met in the middle. */
    const compiling = async (...args: readonly string[]): Promise<Step> => ({
      args: ['run', ...args],
      env: { GOCACHE: await mkdtemp(join(workspace().root, 'node_modules/.go-')) },
      reached: (mark) => waitForMarked(mark, /\/compile /),
      ends: true,
    });
    const steps: Readonly<Record<(typeof targets)[number], () => Promise<Step>>> = {
      'docker-build': () => compiling('orders:docker-build', `--revision=${randomUUID()}`),
      test: () => compiling('orders:test', '--skip-nx-cache'),
      'docker-push': () => {
        registry.clearFaults();
        registry.clearLog();
        registry.fault({ action: { kind: 'stall' }, method: 'PUT', path: /manifests/ });
        const args = ['run', 'orders:docker-push', `--registry=${registry.host}/${randomUUID()}`, '--tags=v1'];
        const puts = () => registry.requests('PUT', /manifests/).length;
        const reached = () => expect.poll(puts, { timeout: 120_000 }).toBe(1);
        return Promise.resolve({ args, reached, ends: true });
      },
      async serve() {
        const [port, adminPort] = [await freePort(), await freePort()];
        const env = { PORT: String(port), ADMIN_PORT: String(adminPort) };
        return { args: ['serve', 'orders'], env, reached: () => fetchWhenUp(`http://127.0.0.1:${port}/`) };
      },
      async 'docker-run'() {
        const port = await freePort();
        const args = ['run', 'orders:docker-run', `--ports=${port}:8080`];
        return { args, port, reached: () => fetchWhenUp(`http://127.0.0.1:${port}/`) };
      },
    };
    const casesOf = (name: (typeof targets)[number]) =>
      names.includes(name) ? endings.map((ending) => ({ name, ending, how: ending.name })) : [];

    it.each(targets.filter((name) => name !== 'docker-run').flatMap(casesOf))('$name: $how', (given) => check(given));
    const docker = needing('with docker', 'docker');
    describe.skipIf(docker.skip)(docker.name, () => {
      it.each(casesOf('docker-run'))('$name: $how', (given) => check(given));
    });

    async function check({ name, ending }: ReturnType<typeof casesOf>[number]): Promise<void> {
      const before = await readImage(workspace());
      const step = await steps[name]();
      await interrupt(workspace(), step, ending);
      expect(await readImage(workspace())).toEqual(before);
      // Nobody is left to remove it; the next run does.
      if (ending !== sigkill) expect(await containersAt(step.port)).toBe('');

      if (step.ends === true) await workspace().nxOk(step.args);
      else await interrupt(workspace(), await steps[name](), ctrlC);
      expect(await containersAt(step.port)).toBe('');
      expect(registry.danglingTags()).toEqual([]);
      await workspace().nxOk(['run', 'orders:docker-build']);
      expect(await readImage(workspace())).toEqual(before);
    }
  });
});

async function interrupt({ start }: Workspace, step: Step, ending: Ending): Promise<void> {
  const mark = createMark();
  const command = start(step.args, { env: { ...step.env, ...mark }, group: ending.group });
  try {
    const reached = step.reached(mark).then(() => true);
    const isMet = await Promise.race([reached, command.ended.then(() => false)]);
    expect(isMet, command.output()).toBe(true);
    if (ending.signal === 'SIGKILL') await killMarked(mark);
    expect(await command.stop(ending.signal), command.output()).toBe(ending.exitCode);
    await expect.poll(() => findMarked(mark), { timeout: 30_000 }).toEqual([]);
  } finally {
    await killMarked(mark);
  }
}

/** The image on disk, found whole, and all names of files that a run could have left behind. */
async function readImage({ root }: Workspace): Promise<unknown> {
  const folder = join(root, 'dist/services/orders');
  const record: unknown = JSON.parse(await readFile(join(folder, 'image.json'), 'utf8'));
  expect(record).toMatchObject({ digest: (await readLayout(join(folder, 'oci'))).digest });
  const results = (await readdir(folder)).filter((name) => name !== 'serve');
  return { record, results };
}

/** Containers that publish a port of this machine, one id a line. */
async function containersAt(port: number | undefined): Promise<string> {
  if (port === undefined) return '';
  const argv = ['docker', 'ps', '--all', '--quiet', '--filter', `publish=${port}`] as const;
  return (await runOk([...argv], { cwd: import.meta.dirname })).stdout;
}

describe.skipIf(reason !== undefined)(`a folder that is being made${reason ?? ''}`, () => {
  const workspace = useWorkspace(nxVersions[0]);
  const path = (name: string) => join(workspace().root, name);

  // Nx opens each file, and then writes it: what is killed in between leaves an empty file.
  it.for(['README.md', 'go.mod', 'template.lock.json'])(
    'nx g go-service, killed as it writes %s, succeeds the second time',
    async (file, context) => {
      const strace = await findTool('strace');
      if (strace === undefined) return context.skip('strace is not installed');
      const generate = ['g', 'go-service', 'services/killed', '--no-interactive'];
      await workspace().nxOk(generate);
      const whole = await readTree(path('services/killed'));
      await rm(path('services/killed'), { recursive: true });
      await rm(path('go.work'));

      const killing = ['-P', path(`services/killed/${file}`), '-e', 'inject=write:signal=KILL:when=1'];
      const nx = [process.execPath, await realpath(path('node_modules/.bin/nx')), ...generate];
      const options = { cwd: workspace().root, env: { PWD: workspace().root } };
      await run([strace, '-f', '-qq', '-o', '/dev/null', '-e', 'trace=write', ...killing, ...nx], options);
      expect(await readTree(path('services/killed'))).toMatchObject({ [file]: '' });

      await workspace().nxOk(generate);
      expect(await readTree(path('services/killed'))).toEqual(whole);
      expect(await readFile(path('go.work'), 'utf8')).toContain('\t./services/killed\n');
    },
  );

  it.each([ctrlC, sigterm])('slipway new: $name leaves nothing', async ({ signal, group }) => {
    const folder = await mkdtemp(path('node_modules/.new-'));
    const mark = createMark();
    const command = path('node_modules/slipway/bin/slipway.js');
    const argv = [process.execPath, command, 'new', 'fresh', '--from', tarballFolder] as const;
    const creating = startBackground([...argv], { cwd: folder, env: { ...mark }, group });
    await waitForMarked(mark, /npm(-cli\.js)? install/);
    expect(await creating.stop(signal), creating.output()).toBe(130);
    await expect.poll(() => findMarked(mark), { timeout: 30_000 }).toEqual([]);
    expect(await readdir(folder)).toEqual([]);
  });
});

/** Path → text of every file below a folder. */
async function readTree(folder: string): Promise<Readonly<Record<string, string>>> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  const files = entries.filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name));
  const texts = await Promise.all(
    files.map(async (file) => [relative(folder, file), await readFile(file, 'utf8')] as const),
  );
  return Object.fromEntries(texts);
}
