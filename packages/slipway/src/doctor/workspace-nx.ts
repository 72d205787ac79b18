import { access, readFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import type { Finding } from './finding.ts';

/** The Nx of the workspace around a folder. Outside of one there is nothing to find, which is no fault. */
export async function findWorkspaceNx(folder: string): Promise<Finding> {
  const about = { name: 'nx', purpose: 'runs the targets of a workspace', isNeeded: false };
  const root = await findWorkspaceRoot(folder);
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

async function findWorkspaceRoot(folder: string): Promise<string | undefined> {
  const isRoot = await access(join(folder, 'nx.json')).then(
    () => true,
    () => false,
  );
  if (isRoot) return folder;
  return dirname(folder) === folder ? undefined : await findWorkspaceRoot(dirname(folder));
}
