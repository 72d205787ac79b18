import { readdir, rm } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { isProcessAlive } from '@slipway/kit';

/** Where a workspace lies while it is made: beside its place, so that moving it there is one rename. */
export function draftOf(root: string, pid: number = process.pid): string {
  return join(dirname(root), `${prefixOf(root)}${pid}`);
}

/** Removes the drafts of this workspace whose process was killed. */
export async function removeAbandonedDrafts(root: string): Promise<void> {
  const prefix = prefixOf(root);
  for (const entry of await readdir(dirname(root), { withFileTypes: true })) {
    const pid = entry.name.startsWith(prefix) ? entry.name.slice(prefix.length) : '';
    if (!entry.isDirectory() || !/^\d+$/.test(pid) || isProcessAlive(Number(pid))) continue;
    await rm(join(dirname(root), entry.name), { recursive: true, force: true, maxRetries: 3 });
  }
}

function prefixOf(root: string): string {
  return `.${basename(root)}.slipway-new-`;
}
