import { mkdir, rename, rm, writeFile } from 'node:fs/promises';
import { dirname, join, relative, resolve } from 'node:path';
import { parseReference, pinToRegistry, toWriteError } from '@slipway/kit';
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
  const rendered = await withDriver(run, false, (prepared) =>
    rendersAlone(run)
      ? renderDocuments(run, prepared, names)
      : withSession(run, prepared, (session) => renderDocuments(run, prepared, names, session)),
  );
  const images = imageOf(source, run);
  const { writeManifests } = await import('../render/write-manifests.ts');
  const text = writeManifests(pinImages(rendered.documents, images).documents);
  if (options.output === '-') {
    run.print(text.trimEnd());
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
function imageOf(source: ImageSource, { environment }: ReleaseRun) {
  if (source.kind === 'none') return [];
  if (source.kind === 'given') return [source.image];
  const takes = environment.store === undefined ? (['registry'] as const) : (['store'] as const);
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
