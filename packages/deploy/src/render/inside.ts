import { readdir, realpath, stat } from 'node:fs/promises';
import { join, relative } from 'node:path';
import { isInside, SlipwayError } from '@slipway/kit';

/**
 * The real path of something, links followed, if it lies in the folder; `undefined` where there is nothing.
 * Throws PATH_OUTSIDE_WORKSPACE for what leads out of it.
 */
export async function realPathInside(folder: string, path: string): Promise<string | undefined> {
  const real = await realpath(path).catch((error: unknown) => {
    if (['ENOENT', 'ENOTDIR'].includes((error as NodeJS.ErrnoException).code ?? '')) return undefined;
    throw error;
  });
  if (real === undefined) return undefined;
  const root = await realpath(folder);
  if (isInside(root, real)) return real;
  throw new SlipwayError({
    code: 'PATH_OUTSIDE_WORKSPACE',
    summary: `${relative(root, path) || path} leads out of ${root}.`,
    details: [`It is ${real}.`],
    state: 'Nothing was rendered.',
    hint: 'Keep what a release is made of in the workspace: nothing else is part of what Nx looks at.',
  });
}

/**
 * Refuses a folder in which a link leads out of the root, also one in a folder that another link leads to, for tools
 * that follow links. Throws PATH_OUTSIDE_WORKSPACE.
 */
export async function assertNoLinksOut(root: string, folder: string): Promise<void> {
  const seen = new Set<string>();
  const visit = async (place: string): Promise<void> => {
    if (seen.has(place)) return;
    seen.add(place);
    const entries = await readdir(place, { recursive: true, withFileTypes: true });
    const links = entries.filter((entry) => entry.isSymbolicLink());
    for (const link of links) {
      const real = await realPathInside(root, join(link.parentPath, link.name));
      if (real !== undefined && (await stat(real)).isDirectory()) await visit(real);
    }
  };
  await visit(folder);
}
