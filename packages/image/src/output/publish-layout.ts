import { randomUUID } from 'node:crypto';
import { copyFile, lstat, mkdir, readdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { digestOf, type ImageRecord } from '@slipway/kit';
import type { ImageOutput } from './image-output.ts';

/** Whether the result on disk changed. */
export type Published = 'written' | 'unchanged';

/**
 * Makes a finished layout the result of docker-build.
 *
 * A folder cannot be renamed over one that is not empty, and moving the old one away first leaves a moment without any.
 * So the new blobs join the old ones, `index.json` and then `image.json` are replaced by a rename each,
 * and blobs that nothing names any more go last: killed at any point, the layout on disk is whole.
 * The caller holds the project's lock. An equal result is not written again.
 */
export async function publishLayout(source: string, output: ImageOutput, record: ImageRecord): Promise<Published> {
  const recordText = renderRecord(record);
  const files = ['oci-layout', 'index.json'];
  const blobs = await listBlobs(source);
  if (await isPublished(source, output, recordText, [...files, ...blobs])) return 'unchanged';

  const { layout } = output;
  await removeUnlessFolder(layout);
  await mkdir(join(layout, 'blobs', 'sha256'), { recursive: true });
  for (const path of [...blobs, ...files]) await move(join(source, path), join(layout, path));
  await writeWhole(output.record, recordText);
  await removeOthers(layout, new Set([...files, ...blobs]));
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

async function move(from: string, to: string): Promise<void> {
  try {
    await rename(from, to);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EXDEV') throw error;
    // `dist` is another file system: copy beside the target, so that the last step is a rename there too.
    const partial = `${to}.${randomUUID()}`;
    await copyFile(from, partial).catch(async (cause: unknown) => {
      await rm(partial, { force: true });
      throw cause;
    });
    await rename(partial, to);
  }
}

async function writeWhole(path: string, text: string): Promise<void> {
  const partial = `${path}.${randomUUID()}`;
  try {
    await writeFile(partial, text);
    await rename(partial, path);
  } finally {
    await rm(partial, { force: true });
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
