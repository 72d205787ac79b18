import { join } from 'node:path';
import { SlipwayError } from '@slipway/kit';
import { realPathInside } from '../../render/inside.ts';

const baseNames = ['compose.yaml', 'compose.yml', 'docker-compose.yaml', 'docker-compose.yml'];

/** Where compose files are looked for. */
export interface ComposeFileSearch {
  /** Absolute. */
  readonly projectRoot: string;
  /** Absolute; no file outside is read. */
  readonly workspaceRoot: string;
  readonly overlay: string;
}

/**
 * The compose files of a release, relative to the project: `compose.yaml`, and `compose.<overlay>.yaml` where it is
 * there. `compose.override.yaml` is for development and takes no part. Throws MANIFESTS_MISSING.
 */
export async function findComposeFiles(search: ComposeFileSearch): Promise<readonly string[]> {
  const base = await firstOf(search, baseNames);
  const overlays = baseNames.map((name) => name.replace('.', `.${search.overlay}.`));
  if (base !== undefined) return [base, ...[await firstOf(search, overlays)].filter((name) => name !== undefined)];
  throw new SlipwayError({
    code: 'MANIFESTS_MISSING',
    summary: `There is no compose file for "${search.overlay}".`,
    details: [`Looked for ${baseNames.join(', ')}.`],
    state: 'Nothing was changed.',
    hint: 'Write a compose.yaml, or choose another driver for the environment: "driver": "kubernetes"',
  });
}

async function firstOf(
  { projectRoot, workspaceRoot }: ComposeFileSearch,
  names: readonly string[],
): Promise<string | undefined> {
  for (const name of names) {
    if ((await realPathInside(workspaceRoot, join(projectRoot, name))) !== undefined) return name;
  }
  return undefined;
}
