import { mkdir, rename, rm, writeFile } from 'node:fs/promises';
import { dirname, join, relative, resolve } from 'node:path';
import { parseReference, pinToRegistry, toWriteError, type DeliveredImage, type DeployAbilities } from '@slipway/kit';
import { chooseImage, foreseeImage, imageNames, type ImageSource } from './choose-image.ts';
import { pinImages } from '../pin/pin-images.ts';
import type { RenderOptions } from './release-options.ts';
import type { ReleaseRun } from './release-run.ts';
import { renderDocuments, rendersAlone } from './render-documents.ts';
import { withDriver, withSession } from './with-driver.ts';

/**
 * Writes the manifests of an environment with the image pinned, as a deploy would apply them.
 * Needs no cluster and no registry: the digest of what was built is known, and so is where it will be.
 */
export async function renderProject(run: ReleaseRun, options: RenderOptions): Promise<void> {
  const { environment, project, workspaceRoot, logger } = run;
  const source = await chooseImage(run, options.image);
  const names = imageNames(source);
  const { rendered, takes } = await withDriver(run, false, async (prepared) => {
    if (rendersAlone(run))
      return { rendered: await renderDocuments(run, prepared, names), takes: ['registry'] as const };
    const made = await withSession(run, prepared, (session) => renderDocuments(run, prepared, names, session));
    return { rendered: made, takes: (await prepared.abilities()).images };
  });
  const images = imageOf(source, run, takes);
  const { writeManifests } = await import('../render/write-manifests.ts');
  const text = writeManifests(pinImages(rendered.documents, images).documents);
  if (options.output === '-') {
    run.print(text.replace(/\n$/, ''));
    return;
  }
  const file = resolve(
    workspaceRoot,
    options.output ?? join('dist', project.root, 'deploy', `${environment.name}.yaml`),
  );
  await writeWhole(file, text);
  const count = rendered.documents.length;
  logger.info(
    `${relative(workspaceRoot, file)}: ${count} ${count === 1 ? 'document' : 'documents'}, by ${rendered.tool}`,
  );
  for (const { reference } of images) logger.info(`  ${reference}`);
}

/** An environment that names neither registry nor store still has a digest to pin by. */
function imageOf(
  source: ImageSource,
  { environment }: ReleaseRun,
  takes: DeployAbilities['images'],
): readonly DeliveredImage[] {
  if (source.kind === 'none') return [];
  if (source.kind === 'given') return [source.image];
  const foreseen = foreseeImage(source.image, environment, takes);
  if (foreseen !== undefined) return [foreseen];
  const { name, digest, platforms } = source.image.record;
  return [{ name, reference: pinToRegistry(parseReference(name), digest), digest, platforms }];
}

/** A reader sees the old file or the new one, never a half. */
async function writeWhole(file: string, text: string): Promise<void> {
  const draft = `${file}.${process.pid}`;
  try {
    await mkdir(dirname(file), { recursive: true });
    await writeFile(draft, text);
    await rename(draft, file);
  } catch (error) {
    await rm(draft, { force: true });
    throw toWriteError(error, file);
  }
}
