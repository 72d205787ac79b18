import { randomBytes } from 'node:crypto';
import { cp, mkdir, readFile, realpath, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startBackground, type Background, type BackgroundOptions } from './background.ts';
import { run, runOk, type Outcome, type RunOptions } from './run.ts';
import { findTarballs, tarballFolder } from './tarballs.ts';

/** The Nx versions the product is made for, newest first. */
export const nxVersions = ['24.0.6', '23.3.2', '22.7.12'] as const;

/** A workspace made as a user makes it, from packed tarballs. */
export interface Workspace {
  readonly root: string;
  /** Runs `npx nx …` in it. */
  nx(args: readonly string[], options?: Partial<RunOptions>): Promise<Outcome>;
  /** The same, where anything but exit code 0 fails the test. */
  nxOk(args: readonly string[], options?: Partial<RunOptions>): Promise<Outcome>;
  /** Starts `nx …` and leaves it running. */
  start(args: readonly string[], options?: Partial<BackgroundOptions>): Background;
  remove(): Promise<void>;
}

/** Installs the `slipway` command from its tarball and lets it make a workspace. */
export async function createWorkspace(nxVersion: string, name = 'acme'): Promise<Workspace> {
  const folder = await makeFolder();
  const command = await installCommand(folder);
  await runOk([process.execPath, command, 'new', name, '--from', tarballFolder, '--nx', nxVersion], { cwd: folder });
  return openWorkspace(folder, name);
}

/** A checkout of the same state in another folder: without results, and with nothing in its cache. */
export async function copyWorkspace({ root }: Workspace, name = 'elsewhere'): Promise<Workspace> {
  const folder = await makeFolder();
  const results = ['.nx', 'dist'].map((own) => join(root, own));
  // Links of node_modules are relative, and have to stay so: else the copy would run the original's code.
  const settings = { recursive: true, verbatimSymlinks: true, filter: (path: string) => !results.includes(path) };
  await cp(root, join(folder, name), settings);
  return openWorkspace(folder, name);
}

async function makeFolder(): Promise<string> {
  // In lower case: podman takes the path of a layout for a repository's name.
  const folder = join(await realpath(tmpdir()), `slipway-e2e-${randomBytes(6).toString('hex')}`);
  await mkdir(folder);
  return folder;
}

async function openWorkspace(folder: string, name: string): Promise<Workspace> {
  const root = join(folder, name);
  const bin = await findNx(root);
  const argv = (args: readonly string[]): [string, ...string[]] => [process.execPath, bin, ...args];
  return {
    root,
    nx: (args, options) => run(argv(args), { cwd: root, ...options }),
    nxOk: (args, options) => runOk(argv(args), { cwd: root, ...options }),
    start: (args, options) => startBackground(argv(args), { cwd: root, ...options }),
    remove: () => rm(folder, { recursive: true, force: true, maxRetries: 5 }),
  };
}

async function installCommand(folder: string): Promise<string> {
  const home = join(folder, 'command');
  const dependencies = Object.fromEntries(Object.entries(findTarballs()).map(([name, file]) => [name, `file:${file}`]));
  await mkdir(home);
  await writeFile(join(home, 'package.json'), JSON.stringify({ private: true, dependencies }));
  await runOk(['npm', 'install', '--no-audit', '--no-fund'], { cwd: home });
  return join(home, 'node_modules/slipway/bin/slipway.js');
}

/** Where the command is moved between versions of Nx. */
async function findNx(root: string): Promise<string> {
  const folder = join(root, 'node_modules/nx');
  const { bin } = JSON.parse(await readFile(join(folder, 'package.json'), 'utf8')) as { bin: { nx: string } };
  return join(folder, bin.nx);
}
