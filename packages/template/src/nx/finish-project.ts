import type { Tree } from '@nx/devkit';
import { SlipwayError } from '@slipway/kit';
import type { AfterFlush, PrepareRequest, TemplateHooks } from '../engine/hooks/template-hooks.ts';
import { findLink } from '../engine/paths/find-link.ts';
import { toWorkspacePath } from '../engine/paths/workspace-path.ts';

/** Lets each template's hooks edit beside the project, and gives what they want to run after the flush as one function. */
export async function finishProject(
  hooks: readonly TemplateHooks[],
  tree: Tree,
  request: PrepareRequest,
): Promise<AfterFlush | undefined> {
  const later: AfterFlush[] = [];
  for (const { finish } of hooks) {
    const callback = await finish?.({ ...request, write: (path, text) => writeInside(tree, path, text) });
    if (typeof callback === 'function') later.push(callback);
  }
  if (later.length === 0) return undefined;
  return async () => {
    for (const callback of later) await callback();
  };
}

function writeInside(tree: Tree, path: string, text: string): void {
  const inside = toWorkspacePath(path);
  const link = inside === undefined ? undefined : findLink(tree.root, inside);
  if (inside !== undefined && link === undefined) {
    tree.write(inside, text);
    return;
  }
  throw new SlipwayError({
    code: 'PATH_OUTSIDE_WORKSPACE',
    summary: `"${path}" is not written: ${link === undefined ? 'it leaves the workspace' : `${link} is a symbolic link`}.`,
    state: 'Nothing was written.',
  });
}
