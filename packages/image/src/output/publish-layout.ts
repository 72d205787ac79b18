import { randomUUID } from 'node:crypto';
import { copyFile, link, lstat, mkdir, readdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { digestOf, toWriteError, type ImageRecord } from '@slipway/kit';
import type { ImageOutput } from './image-output.ts';

/** Whether the result on disk changed. */
export type Published = 'written' | 'unchanged';

/**
 * Makes a finished layout the result of docker-build.
 *
 * A folder cannot be renamed over one that is not empty, and moving the old one away first leaves a moment without any.
 * So everything that needs space is written beside the old files first. Then the new blobs join the old ones, `index.json` and
 * `image.json` are replaced by a rename each, and blobs that nothing names any more go last.
 * Killed at any point, the layout on disk is a whole image; where a write fails, everything is as before.
 * The caller holds the project's lock. An equal result is not written again.
 */
export async function publishLayout(source: string, output: ImageOutput, record: ImageRecord): Promise<Published> {
  const recordText = renderRecord(record);
  const files = ['oci-layout', 'index.json'];
  const blobs = await listBlobs(source);
  const paths = [...blobs, ...files];
  if (await isPublished(source, output, recordText, paths)) return 'unchanged';
  const { layout } = output;
  await removeUnlessFolder(layout);
  await mkdir(join(layout, 'blobs', 'sha256'), { recursive: true });
  const staged: Staged[] = [];
  try {
    for (const path of paths) staged.push(await stage(join(source, path), join(layout, path)));
    staged.push(await stageText(output.record, recordText));
    for (const { partial, target } of staged) await rename(partial, target);
  } catch (error) {
    for (const { partial } of staged) await rm(partial, { force: true });
    throw error;
  }
  await removeOthers(layout, new Set(paths));
  return 'written';
}

/** image.json as it is on disk: keys in the order of the type, LF at the end. */
export function renderRecord(record: ImageRecord): string {
  const { schema, name, digest, platforms, layout, size, driver } = record;
  return `${JSON.stringify({ schema, name, digest, platforms, layout, size, driver }, null, 2)}\n`;
}

async function isPublished(
  source: string,
  output: ImageOutput,
  recordText: string,
  paths: readonly string[],
): Promise<boolean> {
  try {
    if ((await readFile(output.record, 'utf8')) !== recordText) return false;
    if ((await listFiles(output.layout)).join() !== [...paths].sort().join()) return false;
    for (const path of paths) {
      const current = await readFile(join(output.layout, path));
      const hex = /^blobs\/sha256\/(.*)$/.exec(path)?.[1];
      const isEqual =
        hex === undefined ? current.equals(await readFile(join(source, path))) : digestOf(current) === `sha256:${hex}`;
      if (!isEqual) return false;
    }
    return true;
  } catch (error) {
    if (['ENOENT', 'ENOTDIR'].includes(String((error as NodeJS.ErrnoException).code))) return false;
    throw error;
  }
}

async function listBlobs(layout: string): Promise<readonly string[]> {
  return (await readdir(join(layout, 'blobs', 'sha256'))).sort().map((name) => `blobs/sha256/${name}`);
}

async function listFiles(folder: string): Promise<readonly string[]> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  return entries
    .filter((entry) => !entry.isDirectory())
    .map((entry) =>
      join(entry.parentPath, entry.name)
        .slice(folder.length + 1)
        .replaceAll('\\', '/'),
    )
    .sort();
}

/** A finished file on the file system of its target, that lacks only its name. */
interface Staged {
  readonly partial: string;
  readonly target: string;
}

function stage(from: string, target: string): Promise<Staged> {
  const partial = `${target}.${randomUUID()}`;
  return staging(partial, target, async () => {
    try {
      // Takes no space, and shows whether a rename will be one: `dist` may be another file system, or mounted as one.
      await link(from, partial);
    } catch {
      await copyFile(from, partial);
    }
  });
}

function stageText(target: string, text: string): Promise<Staged> {
  const partial = `${target}.${randomUUID()}`;
  return staging(partial, target, () => writeFile(partial, text));
}

async function staging(partial: string, target: string, write: () => Promise<void>): Promise<Staged> {
  try {
    await write();
    return { partial, target };
  } catch (error) {
    await rm(partial, { force: true });
    throw toWriteError(error, target);
  }
}

async function removeUnlessFolder(path: string): Promise<void> {
  const entry = await lstat(path).catch(() => undefined);
  if (entry !== undefined && !entry.isDirectory()) await rm(path);
}

async function removeOthers(layout: string, wanted: ReadonlySet<string>): Promise<void> {
  for (const path of await listFiles(layout)) if (!wanted.has(path)) await rm(join(layout, path), { force: true });
  for (const entry of await readdir(layout, { withFileTypes: true })) {
    if (entry.isDirectory() && entry.name !== 'blobs') await rm(join(layout, entry.name), { recursive: true });
  }
}
