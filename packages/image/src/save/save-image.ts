import { randomUUID } from 'node:crypto';
import { chmod, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import {
  contentTag,
  formatPlatform,
  hostPlatform,
  parsePlatform,
  parseReference,
  withDriverContext,
  type DriverContext,
  type Logger,
  type Platform,
} from '@slipway/kit';
import { layoutToArchive, verifyLayout, type Layout } from '@slipway/oci';
import { imageOutput } from '../output/image-output.ts';
import { readImage } from '../output/read-image.ts';
import { exposedPorts } from '../run/plan-run.ts';
import { renderRunScript } from './render-run-script.ts';

/** Options of docker-save, as Nx hands them over. Every one is described in the executor's schema. */
export interface SaveOptions {
  readonly platform?: string;
  readonly dryRun?: boolean;
}

/** Whose image to save. */
export interface SaveSettings {
  /** Absolute. */
  readonly workspaceRoot: string;
  readonly project: DriverContext['project'] & { readonly buildTarget: string };
  readonly options: SaveOptions;
  readonly logger: Logger;
}

/** The files that were written. Absolute paths. */
export interface Saved {
  readonly archive: string;
  readonly script: string;
  readonly platform: string;
}

/** Writes one platform of the image as a file that every engine loads, and a script that runs it. */
export async function saveImage({ workspaceRoot, project, options, logger }: SaveSettings): Promise<Saved> {
  const output = imageOutput(workspaceRoot, project.root);
  const { record, layout: directory } = await readImage(output, project);
  const { dryRun = false } = options;
  return withDriverContext({ workspaceRoot, project, options: {}, logger, dryRun }, async (context) => {
    const layout = await verifyLayout(directory, { strays: 'allowed' });
    const platform = choosePlatform(layout, options.platform);
    const saved = {
      archive: join(output.folder, 'image.tar'),
      script: join(output.folder, 'run.sh'),
      platform: formatPlatform(platform),
    };
    const reference = contentTag(parseReference(record.name), layout.digest);
    const image = layout.images.find((candidate) => formatPlatform(candidate.platform) === saved.platform);
    const script = renderRunScript({ reference, name: project.name, ports: exposedPorts(image?.config.config ?? {}) });
    await context.change(
      `write ${saved.archive} and ${saved.script}`,
      async () => {
        await layoutToArchive(directory, saved.archive, { reference: parseReference(reference), platform });
        await writeExecutable(saved.script, script);
      },
      undefined,
    );
    return saved;
  });
}

/** The one asked for, else this machine's, else the only one there is. An image without it is refused when it is written. */
function choosePlatform({ platforms }: Layout, asked: string | undefined): Platform {
  if (asked !== undefined) return parsePlatform(asked);
  const [only] = platforms;
  const isOnly = platforms.length === 1 && only !== undefined;
  return isOnly ? parsePlatform(only) : hostPlatform();
}

async function writeExecutable(path: string, text: string): Promise<void> {
  const partial = `${path}.${randomUUID()}`;
  try {
    await writeFile(partial, text);
    // Not by the mode of writeFile, which the umask cuts.
    await chmod(partial, 0o755);
    await rename(partial, path);
  } finally {
    await rm(partial, { force: true });
  }
}
