import { relative, sep } from 'node:path';
import { packageOf } from '../source/package-of.ts';

/**
 * How a record names a template's folder, so that the same template is found on another machine:
 * `./templates/acme-service` in the workspace, else `npm:package/folder`.
 */
export function sourceOf(directory: string, workspaceRoot: string): string {
  const inWorkspace = relative(workspaceRoot, directory).replaceAll(sep, '/');
  const isInstalled = inWorkspace.split('/').some((segment) => segment === 'node_modules' || segment === '..');
  const owner = isInstalled ? packageOf(directory) : undefined;
  if (owner?.name === undefined) return `./${inWorkspace}`;
  return owner.path === '' ? `npm:${owner.name}` : `npm:${owner.name}/${owner.path}`;
}
