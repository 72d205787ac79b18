import { createHash } from 'node:crypto';
import { chmod, cp, mkdir, mkdtemp, readFile, readdir, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { build } from './setup/build.mjs';
import { npmCommand, root } from './setup/workspace.mjs';

/** The export condition that leads to TypeScript sources: ours alone, so it is not published. */
const sourceCondition = '@slipway/source';

export async function run(runner) {
  await build(runner);
  for (const { name, file, size, sha256 } of await pack(runner)) {
    console.log(
      `${name.padEnd(20)} ${`${Math.ceil(size / 1024)} KiB`.padStart(9)}  sha256:${sha256.slice(0, 16)}…  ${file}`,
    );
  }
  return 0;
}

/** Packs every publishable package into dist/packages, which afterwards holds nothing else. */
export async function pack(runner) {
  const target = join(root, 'dist/packages');
  await rm(target, { recursive: true, force: true });
  return await packFolders(runner, await publishableFolders(), target);
}

/** Packs packages into `target`. The same content gives the same bytes, whatever the umask, clock and file order. */
export async function packFolders(runner, folders, target) {
  await mkdir(target, { recursive: true });
  const staging = await mkdtemp(join(tmpdir(), 'slipway-pack-'));
  try {
    const staged = [];
    for (const folder of folders) staged.push(await stage(folder, join(staging, basename(folder))));
    const { stdout } = await runner.step(`pack ${folders.length} packages`, [
      ...npmCommand(),
      ...['pack', '--json', '--ignore-scripts', '--pack-destination', target],
      ...staged,
    ]);
    const packed = await Promise.all(parsePackOutput(stdout).map((one) => describe(one, target)));
    return packed.sort((a, b) => (a.name < b.name ? -1 : 1));
  } finally {
    await rm(staging, { recursive: true, force: true });
  }
}

async function publishableFolders() {
  const names = await readdir(join(root, 'packages'));
  return [...names.sort().map((name) => join(root, 'packages', name)), join(root, 'templates')];
}

/** A copy of a package as it is published, with modes that do not depend on the umask it was checked out under. */
async function stage(folder, copy) {
  await cp(folder, copy, { recursive: true, filter: (path) => basename(path) !== 'node_modules' });
  for (const path of await readdir(copy, { recursive: true })) {
    const { mode } = await stat(join(copy, path));
    await chmod(join(copy, path), mode & 0o111 ? 0o755 : 0o644);
  }
  const manifestPath = join(copy, 'package.json');
  const manifest = withoutSourceCondition(JSON.parse(await readFile(manifestPath, 'utf8')));
  await writeFile(manifestPath, `${JSON.stringify(manifest, undefined, 2)}\n`);
  return copy;
}

function withoutSourceCondition(value) {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return value;
  const kept = Object.entries(value).filter(([key]) => key !== sourceCondition);
  return Object.fromEntries(kept.map(([key, inner]) => [key, withoutSourceCondition(inner)]));
}

/** npm before 12 prints a list, later versions an object by package name. */
function parsePackOutput(stdout) {
  const parsed = JSON.parse(stdout);
  return Array.isArray(parsed) ? parsed : Object.values(parsed);
}

async function describe({ name, version, filename }, target) {
  const file = join(target, filename);
  const bytes = await readFile(file);
  return { name, version, file, size: bytes.length, sha256: createHash('sha256').update(bytes).digest('hex') };
}
