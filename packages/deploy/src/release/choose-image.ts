import { access } from 'node:fs/promises';
import {
  contentTag,
  parseReference,
  pinToRegistry,
  SlipwayError,
  type DeliveredImage,
  type DeployAbilities,
  type Pinned,
} from '@slipway/kit';
import { imageOutput, readImage, type BuiltImage } from '@slipway/image/deliver';
import type { Environment } from '../environment/environment.ts';
import type { ReleaseRun } from './release-run.ts';

/** The image that a release is of: built here, named by a digest, or none where a project is manifests and nothing else. */
export type ImageSource =
  | { readonly kind: 'built'; readonly name: string; readonly image: BuiltImage }
  | { readonly kind: 'given'; readonly name: string; readonly image: DeliveredImage }
  | { readonly kind: 'none' };

/**
 * Finds out which image is to be released, before anything else is done.
 * Throws IMAGE_NOT_BUILT with the target to run, IMAGE_NOT_PINNED for a reference without a digest.
 */
export async function chooseImage(run: ReleaseRun, reference: string | undefined): Promise<ImageSource> {
  const { workspaceRoot, project } = run;
  const output = imageOutput(workspaceRoot, project.root);
  const isBuilt = await access(output.record).then(
    () => true,
    () => false,
  );
  if (reference !== undefined) {
    const name = project.imageName ?? (isBuilt ? (await readImage(output, project)).record.name : undefined);
    return givenImage(reference, name, run);
  }
  if (!project.buildsImage && !isBuilt) return { kind: 'none' };
  const image = await readImage(output, project);
  return { kind: 'built', name: image.record.name, image };
}

/** The logical names of the images of a release. */
export function imageNames(source: ImageSource): readonly string[] {
  return source.kind === 'none' ? [] : [source.name];
}

function givenImage(text: string, name: string | undefined, { project, environment }: ReleaseRun): ImageSource {
  const reference = parseReference(text);
  if (reference.digest === undefined) {
    throw new SlipwayError({
      code: 'IMAGE_NOT_PINNED',
      summary: `"${text}" names no digest, so it may come to mean another image.`,
      state: 'Nothing was changed.',
      hint: `Give what docker-push printed: nx run ${project.name}:deploy:${environment.name} --image=ghcr.io/acme/orders@sha256:…`,
    });
  }
  const logical = name ?? reference.repository;
  const { digest } = reference;
  const image = { name: logical, reference: pinToRegistry(reference, digest), digest, platforms: [] };
  return { kind: 'given', name: logical, image };
}

/**
 * The image as it will be called where it is delivered to, without asking anybody; undefined where an environment
 * does not say where that is.
 */
export function foreseeImage(
  { record }: BuiltImage,
  { registry, store }: Pick<Environment, 'registry' | 'store'>,
  takes: DeployAbilities['images'],
): DeliveredImage | undefined {
  const { name, digest, platforms } = record;
  const at = (reference: Pinned): DeliveredImage => ({ name, reference, digest, platforms });
  if (registry !== undefined && takes.includes('registry'))
    return at(pinToRegistry(parseReference(`${registry}/${name}`), digest));
  if (takes.includes('store') && (store !== undefined || takes[0] === 'store'))
    return at(contentTag(parseReference(name), digest));
  return undefined;
}
