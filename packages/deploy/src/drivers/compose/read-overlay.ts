import { SlipwayError, type DeliveredImage, type Document } from '@slipway/kit';

/** An overlay with pinned images, taken apart. */
export interface PinnedOverlay {
  /** The user's compose files, relative to the project. */
  readonly files: readonly string[];
  /** Our services, and the image each runs. */
  readonly services: readonly { readonly name: string; readonly image: string }[];
}

/** Reads the one document of a release. Throws MANIFEST_INVALID, and IMAGE_NOT_PINNED for an image that was not delivered. */
export function readOverlay(documents: readonly Document[], images: readonly DeliveredImage[]): PinnedOverlay {
  const [document, ...more] = documents;
  const { files } = asFields(document?.['x-slipway']);
  const services = Object.entries(asFields(document?.['services']));
  if (more.length > 0 || !isTexts(files) || services.length === 0) {
    throw new SlipwayError({
      code: 'MANIFEST_INVALID',
      summary: 'A release by compose is one document with "services" and, in "x-slipway", the files it lies over.',
      state: 'Nothing was changed.',
      hint: 'See what is made of the project with the target deploy-render.',
    });
  }
  const references = new Set<unknown>(images.map(({ reference }) => reference));
  const read = services.map(([name, service]) => {
    const { image } = asFields(service);
    return { name, image: typeof image === 'string' ? image : '' };
  });
  const unpinned = read.filter(({ image }) => !references.has(image));
  if (unpinned.length === 0) return { files, services: read };
  throw new SlipwayError({
    code: 'IMAGE_NOT_PINNED',
    summary: 'A service would run an image by a name that may come to mean another one.',
    details: unpinned.map(({ name, image }) => `${name} runs ${image === '' ? 'no image' : image}.`),
    state: 'Nothing was changed.',
    hint: 'Run the target deploy, which pins what docker-build made.',
  });
}

function isTexts(value: unknown): value is readonly string[] {
  return Array.isArray(value) && value.length > 0 && value.every((item) => typeof item === 'string');
}

function asFields(value: unknown): Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null ? (value as Readonly<Record<string, unknown>>) : {};
}
