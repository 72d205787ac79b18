import {
  formatReference,
  isSlipwayError,
  parseReference,
  pinToRegistry,
  SlipwayError,
  type Digest,
  type Pinned,
} from '@slipway/kit';
import { fileChunks } from '../../blobs/hash-chunks.ts';
import type { Descriptor } from '../../layout/documents.ts';
import { blobFile, type Layout } from '../../layout/layout.ts';
import { verifyLayout } from '../../layout/verify-layout.ts';
import { withState } from '../failure.ts';
import { forEachLimited } from '../for-each-limited.ts';
import { createRegistryClient, type RegistryClient, type RegistryClientOptions } from '../registry-client.ts';
import { planPush, readManifestDocument, type PushPlan, type TagChange } from './push-plan.ts';

/** One image to push. */
export interface PushOptions extends Omit<RegistryClientOptions, 'registry' | 'pushTo' | 'mountFrom'> {
  /** Folder of an OCI image layout. */
  readonly layout: string;
  /** Registry and repository, without tag and digest: `localhost:5000/acme/orders`. */
  readonly reference: string;
  /** Tags to point at the image. Default: none, which is enough for a deploy by digest. */
  readonly tags?: readonly string[];
  /** A repository of the same registry that probably has the base layer: `acme/payments`. */
  readonly mountFrom?: string;
  /** Asks the registry what is there and sends nothing. Default: false. */
  readonly dryRun?: boolean;
  readonly onProgress?: (progress: PushProgress) => void;
}

/** What a push is doing. */
export type PushProgress =
  | { readonly step: 'sending'; readonly blob: Descriptor; readonly sent: number }
  | { readonly step: 'uploaded' | 'mounted'; readonly blob: Descriptor }
  | { readonly step: 'manifest'; readonly digest: Digest }
  | { readonly step: 'tag'; readonly tag: string };

/** What a push did; after a dry run, what it would do: there `uploaded` counts what is missing, mounted or not. */
export interface PushResult {
  readonly digest: Digest;
  /** What a deploy takes. */
  readonly pinned: Pinned;
  /** Whether the registry had the image already. */
  readonly alreadyThere: boolean;
  readonly uploaded: BlobCount;
  readonly mounted: BlobCount;
  /** Blobs the repository had already. Not counted when the whole image was there. */
  readonly reused: BlobCount;
  readonly tags: readonly TagChange[];
  readonly requests: number;
  readonly dryRun: boolean;
}

/** A number of blobs and their bytes, as stored. */
export interface BlobCount {
  readonly blobs: number;
  readonly bytes: number;
}

/**
 * Pushes a layout byte for byte: the digest in the registry is the one on disk.
 * The layout is verified first. Blobs go before manifests, manifests before the index, and tags last,
 * so that neither a manifest nor a tag ever points at missing data.
 * An unchanged image costs one request, and one for each tag.
 */
export async function pushLayout(options: PushOptions): Promise<PushResult> {
  const { dryRun = false, tags = [], mountFrom, onProgress = () => undefined } = options;
  const reference = parseTarget(options.reference, tags);
  if (mountFrom !== undefined) parseReference(`${reference.registry}/${mountFrom}`);
  const { registry, repository } = reference;
  const layout = await verifyLayout(options.layout, { strays: 'allowed' });
  // Ends the other uploads once one has failed.
  const siblings = new AbortController();
  const client = createRegistryClient({
    ...options,
    registry,
    signal: options.signal === undefined ? siblings.signal : AbortSignal.any([options.signal, siblings.signal]),
    ...(dryRun ? {} : { pushTo: repository }),
    mountFrom: mountFrom === undefined || dryRun ? [] : [mountFrom],
  });
  try {
    const plan = await planPush(client, repository, layout, tags).catch((error: unknown) => {
      throw atState(error, 'Nothing was pushed.');
    });
    const outcome = dryRun
      ? { uploaded: plan.missingBlobs, mounted: [] }
      : await runPush({ client, repository, layout, plan, mountFrom, onProgress, onFailure: () => siblings.abort() });
    return {
      digest: layout.digest,
      pinned: pinToRegistry(reference, layout.digest),
      alreadyThere: plan.present,
      uploaded: count(outcome.uploaded),
      mounted: count(outcome.mounted),
      reused: count(plan.presentBlobs),
      tags: plan.tags,
      requests: client.requestCount(),
      dryRun,
    };
  } finally {
    client.close();
  }
}

interface Push {
  readonly client: RegistryClient;
  readonly repository: string;
  readonly layout: Layout;
  readonly plan: PushPlan;
  readonly mountFrom: string | undefined;
  readonly onProgress: (progress: PushProgress) => void;
  readonly onFailure: () => void;
}

async function runPush(
  push: Push,
): Promise<{ readonly uploaded: readonly Descriptor[]; readonly mounted: readonly Descriptor[] }> {
  const { client, repository, layout, plan, onProgress } = push;
  try {
    const sent = await sendBlobs(push);
    // In their order: a registry refuses an index before its manifests.
    for (const descriptor of plan.manifests) {
      await client.putManifest(repository, descriptor.digest, await readManifestDocument(layout, descriptor));
      onProgress({ step: 'manifest', digest: descriptor.digest });
    }
    await writeTags(push);
    return sent;
  } catch (error) {
    throw atState(error, 'No tag was written. Blobs that were sent stay in the registry and are not sent again.');
  }
}

async function sendBlobs({ client, repository, layout, plan, mountFrom, onProgress, onFailure }: Push): Promise<{
  readonly uploaded: readonly Descriptor[];
  readonly mounted: readonly Descriptor[];
}> {
  const mounted = new Set<Digest>();
  const send = async (blob: Descriptor): Promise<void> => {
    const source = {
      digest: blob.digest,
      size: blob.size,
      open: (range?: { readonly start: number; readonly size: number }) =>
        fileChunks(blobFile(layout.directory, blob.digest), range),
      onSent: (sent: number) => onProgress({ step: 'sending', blob, sent }),
    };
    const step = await client.uploadBlob(repository, source, mountFrom === undefined ? {} : { mountFrom });
    if (step === 'mounted') mounted.add(blob.digest);
    onProgress({ step, blob });
  };
  await forEachLimited(plan.missingBlobs, client.concurrency, send, onFailure);
  return {
    uploaded: plan.missingBlobs.filter(({ digest }) => !mounted.has(digest)),
    mounted: plan.missingBlobs.filter(({ digest }) => mounted.has(digest)),
  };
}

async function writeTags({ client, repository, layout, plan, onProgress }: Push): Promise<void> {
  const changed = plan.tags.filter(({ change }) => change !== 'keep');
  if (changed.length === 0) return;
  const root = await readManifestDocument(layout, layout.root);
  const written: string[] = [];
  for (const { tag } of changed) {
    await client.putManifest(repository, tag, root).catch((error: unknown) => {
      // The answer may be what was lost, so nothing is said about this tag.
      const others = written.length === 0 ? '' : `, and ${written.join(', ')} points at it`;
      throw atState(error, `The image is in the registry${others}. Tag ${tag} is not confirmed.`);
    });
    written.push(tag);
    onProgress({ step: 'tag', tag });
  }
}

function parseTarget(text: string, tags: readonly string[]): ReturnType<typeof parseReference> {
  const reference = parseReference(text);
  if (reference.tag !== undefined || reference.digest !== undefined) {
    throw new SlipwayError({
      code: 'REFERENCE_INVALID',
      summary: `"${text}" is not a repository: it has a tag or a digest.`,
      hint: 'The digest comes from the image. Tags are given beside the repository.',
    });
  }
  // A tag becomes part of a path: it is judged before anything is sent.
  for (const tag of tags) parseReference(`${formatReference(reference)}:${tag}`);
  return reference;
}

/** Keeps a state that was set closer to the failure. */
function atState(error: unknown, state: string): unknown {
  return isSlipwayError(error) && error.state === undefined ? withState(error, state) : error;
}

function count(blobs: readonly Descriptor[]): BlobCount {
  return { blobs: blobs.length, bytes: blobs.reduce((sum, { size }) => sum + size, 0) };
}
