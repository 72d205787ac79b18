import {
  isSlipwayError,
  parseReference,
  SlipwayError,
  type DeliveredImage,
  type Document,
  type ImageReference,
} from '@slipway/kit';
import { imagesOf, mapImages, repositoryOf } from './image-places.ts';

/** Documents that name our images by what they are, and nothing else of ours. */
export interface PinnedDocuments {
  readonly documents: readonly Document[];
  /** Where each image went: `Deployment "orders": spec.template.spec.containers[0].image`. */
  readonly places: readonly string[];
}

/**
 * Puts the pinned reference in the place of every image whose repository is the logical name of one of ours, in
 * whatever registry and under whatever tag, or is the very repository it was delivered to.
 * Throws IMAGE_NOT_USED for an image that occurs nowhere, and IMAGE_NOT_PINNED where one of ours would stay unpinned.
 */
export function pinImages(documents: readonly Document[], images: readonly DeliveredImage[]): PinnedDocuments {
  const places: string[] = [];
  const used = new Set<DeliveredImage>();
  const pinned = documents.map((document) =>
    mapImages(document, ({ place, value }) => {
      const image = images.find((candidate) => names(value, candidate));
      if (image === undefined) return { value };
      used.add(image);
      places.push(place);
      return { value: image.reference, local: !image.reference.includes('@') };
    }),
  );
  assertUsed(
    documents,
    images.filter((image) => !used.has(image)),
  );
  assertPinned(pinned, images);
  return { documents: pinned, places };
}

function names(value: unknown, { name, reference }: DeliveredImage): boolean {
  const found = typeof value === 'string' ? readReference(value) : undefined;
  if (found === undefined) return false;
  const own = parseReference(reference);
  return (
    pathOf(found) === pathOf(parseReference(name)) ||
    (found.registry === own.registry && found.repository === own.repository)
  );
}

/** The name behind the registry: Docker Hub's `library/` is put before a single word by readers, not by people. */
function pathOf({ registry, repository }: ImageReference): string {
  return registry === 'docker.io' ? repository.replace(/^library\//, '') : repository;
}

function readReference(text: string): ImageReference | undefined {
  try {
    return parseReference(text);
  } catch (error) {
    if (isSlipwayError(error)) return undefined; // A placeholder of somebody else's.
    throw error;
  }
}

function assertUsed(documents: readonly Document[], unused: readonly DeliveredImage[]): void {
  if (unused.length === 0) return;
  const list = unused.map(({ name }) => name).join(', ');
  const present = documents.flatMap((document) => imagesOf(document).map(({ value }) => value));
  const texts = [...new Set(present.filter((value) => typeof value === 'string'))].sort();
  throw new SlipwayError({
    code: 'IMAGE_NOT_USED',
    summary: `The manifests use no image ${list}, so that nothing would be released.`,
    details: [texts.length === 0 ? 'They name no image at all.' : `They name: ${texts.join(', ')}.`],
    state: 'Nothing was applied.',
    hint: `Write "image: ${list}" in the manifest of what runs it, or set the option "image" of docker-build to the name used there.`,
  });
}

/** What pinning did not reach is looked for in another way than it was pinned by. */
function assertPinned(documents: readonly Document[], images: readonly DeliveredImage[]): void {
  const references = new Set<unknown>(images.map(({ reference }) => reference));
  const left = documents.flatMap(imagesOf).flatMap(({ place, value }) => {
    const text = typeof value === 'string' ? value : (repositoryOf(value as Readonly<Record<string, unknown>>) ?? '');
    const ours = !references.has(value) && images.some((image) => names(text.trim().toLowerCase(), image));
    return ours ? [`${place} names ${JSON.stringify(value)}.`] : [];
  });
  if (left.length === 0) return;
  throw new SlipwayError({
    code: 'IMAGE_NOT_PINNED',
    summary: 'An image of this project would be released by a name that may come to mean another one.',
    details: left,
    state: 'Nothing was applied.',
    hint: 'Write it as one text without blanks, "image: repository:tag"; the digest is put there.',
  });
}
