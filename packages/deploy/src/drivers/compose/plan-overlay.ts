import { resolve } from 'node:path';
import { isInside, isSlipwayError, parseReference, SlipwayError, type Document } from '@slipway/kit';
import type { ComposeService } from './read-services.ts';

/** Marks the containers of a release, so that another project of the same name is not taken for it. */
export const releaseLabel = 'dev.slipway.release';

/** What an overlay is made of. */
export interface OverlayRequest {
  /** Name of the compose project. */
  readonly project: string;
  /** Absolute. */
  readonly projectRoot: string;
  /** The compose files, relative to the project. */
  readonly files: readonly string[];
  readonly services: readonly ComposeService[];
  /** Logical names of our images. */
  readonly images: readonly string[];
}

/**
 * One compose document that gives our services our image, to be put behind the user's own files, which stay as they are:
 * so no value of theirs, secret or not, is copied. A service is ours if its image has our name, or if it has none and
 * is built from this project. Throws IMAGE_NOT_USED, and RENDER_FAILED for services that would need another image built.
 */
export function planOverlay(request: OverlayRequest): Document {
  const { services, images, project, files } = request;
  const named = services.flatMap(({ name, image }) => {
    const ours = image === undefined ? undefined : images.find((candidate) => samePath(image, candidate));
    return ours === undefined ? [] : [{ name, image: ours }];
  });
  const built = services.filter(({ build, image }) => build !== undefined && image === undefined);
  const own = built.filter((service) => isBuiltHere(service, request.projectRoot));
  const [onlyImage, ...moreImages] = images;
  const ours = [
    ...named,
    ...(onlyImage === undefined || moreImages.length > 0 ? [] : own.map(({ name }) => ({ name, image: onlyImage }))),
  ];
  assertOneBuild(own);
  assertNothingElseBuilt(services, ours);
  if (ours.length === 0) throw notUsed(services, images);
  return {
    'x-slipway': { files },
    services: Object.fromEntries(
      ours.map(({ name, image }) => [name, { image, labels: { [releaseLabel]: project } }] as const),
    ),
  };
}

function samePath(image: string, name: string): boolean {
  const pathOf = (text: string) => parseReference(text).repository.replace(/^library\//, '');
  try {
    return pathOf(image) === pathOf(name);
  } catch (error) {
    if (isSlipwayError(error)) return false; // Compose will say what it thinks of it.
    throw error;
  }
}

function isBuiltHere({ build }: ComposeService, projectRoot: string): boolean {
  // The context may be the whole workspace, where the module is; the Dockerfile is the project's.
  return build !== undefined && isInside(projectRoot, resolve(build.context, build.dockerfile));
}

/** docker-build makes one image of a project: services that are built in different ways cannot all be it. */
function assertOneBuild(services: readonly ComposeService[]): void {
  const ways = new Map(services.map((service) => [JSON.stringify(service.build), service]));
  if (ways.size < 2) return;
  throw new SlipwayError({
    code: 'RENDER_FAILED',
    summary: 'The services are built in different ways, and the project has one image.',
    details: [...ways.values()].map(
      ({ name, build }) =>
        `${name}: ${build?.dockerfile ?? ''}${build?.target === '' ? '' : `, target ${build?.target ?? ''}`}`,
    ),
    state: 'Nothing was changed.',
    hint: 'Give the others an "image:" that is published elsewhere, or make them projects of their own.',
  });
}

function assertNothingElseBuilt(services: readonly ComposeService[], ours: readonly { readonly name: string }[]): void {
  const names = new Set(ours.map(({ name }) => name));
  const others = services.filter(({ name, build }) => build !== undefined && !names.has(name));
  if (others.length === 0) return;
  throw new SlipwayError({
    code: 'RENDER_FAILED',
    summary: 'A service is built from something that is no image of this project, and a release builds nothing.',
    details: others.map(({ name, build }) => `${name} is built from ${build?.context ?? ''}`),
    state: 'Nothing was changed.',
    hint: 'Give it an "image:" that is published elsewhere, and leave "build:" to compose.override.yaml.',
  });
}

function notUsed(services: readonly ComposeService[], images: readonly string[]): SlipwayError {
  const present = services.flatMap(({ image }) => (image === undefined ? [] : [image])).sort();
  return new SlipwayError({
    code: 'IMAGE_NOT_USED',
    summary: `No service of the compose file runs the image ${images.join(', ')}, so that nothing would be released.`,
    details: [present.length === 0 ? 'There is no service with an image.' : `They run: ${present.join(', ')}.`],
    state: 'Nothing was changed.',
    hint: `Write "image: ${images.join(', ')}" or "build: ." in the service that is this project.`,
  });
}
