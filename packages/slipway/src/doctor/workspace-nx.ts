import { access, readFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import type { Finding } from './finding.ts';

/** The Nx of a workspace. Outside of one there is nothing to find, which is no fault. */
export async function findWorkspaceNx(root: string | undefined): Promise<Finding> {
  const about = { name: 'nx', purpose: 'runs the targets of a workspace', isNeeded: false };
  if (root === undefined) {
    return { ...about, state: 'missing', detail: 'not in a workspace', hint: 'npx slipway new acme' };
  }
  try {
    const manifest = await readFile(join(root, 'node_modules/nx/package.json'), 'utf8');
    const { version } = JSON.parse(manifest) as { readonly version: string };
    return { ...about, state: 'usable', detail: `${version} in ${root}` };
  } catch {
    return { ...about, state: 'unusable', detail: `not installed in ${root}`, hint: `cd ${root} && npm install` };
  }
}

/** The folder of the workspace around a folder: the nearest one with an nx.json. */
export async function findWorkspaceRoot(folder: string): Promise<string | undefined> {
  const isRoot = await access(join(folder, 'nx.json')).then(
    () => true,
    () => false,
  );
  if (isRoot) return folder;
  return dirname(folder) === folder ? undefined : await findWorkspaceRoot(dirname(folder));
}
