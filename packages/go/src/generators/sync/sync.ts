import { globAsync, type Tree } from '@nx/devkit';
import { projectFilesGlob } from '@slipway/kit';
import { syncGoWork } from '../../modules/sync-go-work.ts';

/** What Nx shows when `nx sync:check` fails. */
export interface SyncResult {
  readonly outOfSyncMessage?: string;
}

/**
 * Keeps go.work's `use` list right, and go.work.settings: Nx runs it in `nx sync`, and compares in `nx sync:check`.
 * Works without Go installed.
 */
export default async function sync(tree: Tree): Promise<SyncResult> {
  const files = await globAsync(tree, [projectFilesGlob]);
  const { changes, message } = syncGoWork(files, (path) => tree.read(path, 'utf-8') ?? undefined);
  for (const [path, text] of Object.entries(changes)) tree.write(path, text);
  return message === '' ? {} : { outOfSyncMessage: message };
}
