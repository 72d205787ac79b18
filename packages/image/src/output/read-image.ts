import { readFile } from 'node:fs/promises';
import { isDigest, SlipwayError, type ImageRecord } from '@slipway/kit';
import type { ImageOutput } from './image-output.ts';

/** An image that docker-build made. */
export interface BuiltImage {
  readonly record: ImageRecord;
  /** Absolute path of its layout. */
  readonly layout: string;
}

/**
 * Reads what docker-build left of a project.
 * Throws IMAGE_NOT_BUILT, naming the target to run, where there is nothing or nothing that can be used.
 */
export async function readImage(
  output: ImageOutput,
  project: { readonly name: string; readonly buildTarget: string },
): Promise<BuiltImage> {
  const text = await readFile(output.record, 'utf8').catch((error: unknown) => {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw error;
  });
  const record = text === undefined ? undefined : parseRecord(text);
  if (record !== undefined) return { record, layout: output.layout };
  throw new SlipwayError({
    code: 'IMAGE_NOT_BUILT',
    summary: `There is no image of "${project.name}" to work with.`,
    details: [text === undefined ? `${output.record} is not there.` : `${output.record} is no image record.`],
    hint: `Run: nx run ${project.name}:${project.buildTarget}`,
  });
}

function parseRecord(text: string): ImageRecord | undefined {
  try {
    const value = JSON.parse(text) as Partial<ImageRecord> | null;
    return value?.schema === 1 && typeof value.name === 'string' && isDigest(String(value.digest))
      ? (value as ImageRecord)
      : undefined;
  } catch {
    return undefined;
  }
}
