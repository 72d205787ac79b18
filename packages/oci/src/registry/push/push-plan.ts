import { readFile } from 'node:fs/promises';
import { digestOf, type Digest } from '@slipway/kit';
import type { Descriptor } from '../../layout/documents.ts';
import { layoutInvalid } from '../../layout/layout-error.ts';
import { blobFile, type Layout } from '../../layout/layout.ts';
import { forEachLimited } from '../for-each-limited.ts';
import type { ManifestDocument } from '../manifests.ts';
import type { RegistryClient } from '../registry-client.ts';

/** A tag and what a push does with it. */
export interface TagChange {
  readonly tag: string;
  /** What it points at now, where it exists. */
  readonly previous?: Digest;
  readonly change: 'create' | 'move' | 'keep';
}

/** What a registry lacks of an image. Plain data: a dry run shows it, a push does it. */
export interface PushPlan {
  /** Whether the registry has the image already, whatever its tags. */
  readonly present: boolean;
  /** Layers and configurations to send. */
  readonly missingBlobs: readonly Descriptor[];
  readonly presentBlobs: readonly Descriptor[];
  /** Manifests to write, the root last. */
  readonly manifests: readonly Descriptor[];
  readonly tags: readonly TagChange[];
}

/** Compares a layout with a repository. Reads only: the root's manifest first, and the blobs only where it is missing. */
export async function planPush(
  client: RegistryClient,
  repository: string,
  layout: Layout,
  tags: readonly string[],
): Promise<PushPlan> {
  const present = (await client.headManifest(repository, layout.digest)) !== undefined;
  const manifests = manifestDescriptors(layout);
  const isManifest = new Set(manifests.map(({ digest }) => digest));
  const blobs = present ? [] : layout.blobs.filter(({ digest }) => !isManifest.has(digest));
  const known = new Set<Digest>();
  await forEachLimited(blobs, client.concurrency, async ({ digest }) => {
    if (await client.hasBlob(repository, digest)) known.add(digest);
  });
  return {
    present,
    missingBlobs: blobs.filter(({ digest }) => !known.has(digest)),
    presentBlobs: blobs.filter(({ digest }) => known.has(digest)),
    manifests: present ? [] : manifests,
    tags: await planTags(client, repository, layout.digest, tags),
  };
}

/** Reads a manifest of a layout with its bytes as they are. Throws LAYOUT_INVALID. */
export async function readManifestDocument(
  { directory }: Layout,
  { mediaType, digest }: Descriptor,
): Promise<ManifestDocument> {
  const bytes = await readFile(blobFile(directory, digest));
  if (digestOf(bytes) !== digest) throw layoutInvalid(directory, [`${digest} has other content than its digest says`]);
  return { mediaType, digest, bytes };
}

async function planTags(
  client: RegistryClient,
  repository: string,
  digest: Digest,
  tags: readonly string[],
): Promise<readonly TagChange[]> {
  const changes = new Map<string, TagChange>();
  await forEachLimited(tags, client.concurrency, async (tag) => {
    const previous = (await client.headManifest(repository, tag))?.digest;
    changes.set(
      tag,
      previous === undefined
        ? { tag, change: 'create' }
        : { tag, previous, change: previous === digest ? 'keep' : 'move' },
    );
  });
  return tags.map((tag) => changes.get(tag) ?? { tag, change: 'create' });
}

/** The manifests of a layout, each before what names it. */
function manifestDescriptors({ images, root }: Layout): readonly Descriptor[] {
  const children = images.map(({ descriptor }) => descriptor).filter(({ digest }) => digest !== root.digest);
  return [...children, root];
}
