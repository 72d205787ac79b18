import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { digestHex, formatPlatform, normalizePlatform, SlipwayError, type Platform } from '@slipway/kit';
import { hashChunks } from '../blobs/hash-chunks.ts';
import type { Descriptor } from './documents.ts';
import { blobPath, directoryTree, type FileTree } from './file-tree.ts';
import { layoutInvalid } from './layout-error.ts';
import type { Layout } from './layout.ts';
import { readLayout } from './read-layout.ts';

/** What a layout is held to, beside being whole. */
export interface LayoutExpectation {
  /** Exactly these. Default: any. */
  readonly platforms?: readonly Platform[];
  /**
   * Blobs that belong to no image. Who only reads a layout allows them: a run that was killed while it replaced one
   * leaves some, and the image is whole all the same. Default: `refused`.
   */
  readonly strays?: 'refused' | 'allowed';
}

/**
 * Checks a whole layout: every digest, size and media type, one root, no blob too many, and the platforms asked for.
 * Throws LAYOUT_MISSING, LAYOUT_INVALID with every problem, or PLATFORMS_DIFFER.
 */
export async function verifyLayout(directory: string, expected: LayoutExpectation = {}): Promise<Layout> {
  const layout = await readLayout(directory);
  const tree = directoryTree(directory);
  const problems: string[] = [];
  // One after the other: hashing keeps one core busy, and memory stays at one piece of one blob.
  for (const blob of layout.blobs) problems.push(...(await blobProblems(tree, blob)));
  const strays = expected.strays === 'allowed' ? [] : await strayBlobs(layout);
  problems.push(...strays.map((name) => `blobs/sha256/${name} belongs to no image`));
  if (problems.length > 0) throw layoutInvalid(directory, problems);
  if (expected.platforms !== undefined) assertPlatforms(layout, expected.platforms);
  return layout;
}

/** What is wrong with a blob, if anything. */
export async function blobProblems(tree: FileTree, { digest, size }: Descriptor): Promise<readonly string[]> {
  const file = await tree.file(blobPath(digest));
  if (file === undefined) return [`${digest} is missing`];
  if (file.size !== size) return [`${digest} has ${file.size} bytes, not ${size}`];
  return (await hashChunks(file.chunks())).digest === digest
    ? []
    : [`${digest} has other content than its digest says`];
}

/** Throws PLATFORMS_DIFFER unless an image holds exactly these platforms. */
function assertPlatforms(
  { directory, platforms }: Pick<Layout, 'directory' | 'platforms'>,
  expected: readonly Platform[],
): void {
  const asked = expected.map((platform) => formatPlatform(normalizePlatform(platform)));
  const missing = asked.filter((platform) => !platforms.includes(platform));
  const extra = platforms.filter((platform) => !asked.includes(platform));
  if (missing.length === 0 && extra.length === 0) return;
  throw new SlipwayError({
    code: 'PLATFORMS_DIFFER',
    summary: `The image in ${directory} is for ${platforms.join(', ')}, not for ${asked.join(', ')}.`,
    details: [
      ...missing.map((platform) => `${platform} was asked for, but is not there`),
      ...extra.map((platform) => `${platform} is there, but was not asked for`),
    ],
    hint: 'Some engines build for one platform only and do not say so: check what the driver and the base image support.',
  });
}

async function strayBlobs({ directory, blobs }: Layout): Promise<readonly string[]> {
  const known = new Set(blobs.map(({ digest }) => digestHex(digest)));
  const names = await readdir(join(directory, 'blobs', 'sha256'));
  return names.filter((name) => !known.has(name)).sort();
}
