import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { pinnedTools } from '@slipway/kit';
import type { Finding } from './finding.ts';

/** The tools that a workspace pins. They are not built to be asked: Go does that at their first use. */
export async function findPinnedTools(root: string | undefined): Promise<readonly Finding[]> {
  if (root === undefined) return [];
  const goMod = await readFile(join(root, 'tools/go.mod'), 'utf8').catch(() => '');
  return pinnedTools(goMod).map(({ name, version = 'without a version yet' }) => ({
    name,
    purpose: 'a tool of this workspace',
    isNeeded: false,
    state: 'usable',
    detail: `${version}, pinned in tools/go.mod`,
  }));
}
