import { basename } from 'node:path';
import type { Tree } from '@nx/devkit';
import { kebab } from '../engine/render/language/letter-case.ts';

/** What the workspace is called: its npm scope or name, else its folder. */
export function workspaceNameOf(tree: Tree): string {
  const [, scope, plain] = /^(?:@([^/]+)\/.*|(.+))$/.exec(packageName(tree) ?? '') ?? [];
  return (
    [scope ?? plain, basename(tree.root)].map((name) => kebab(name ?? '')).find((name) => name !== '') ?? 'workspace'
  );
}

function packageName(tree: Tree): string | undefined {
  try {
    const { name } = JSON.parse(tree.read('package.json', 'utf-8') ?? '{}') as { readonly name?: unknown };
    return typeof name === 'string' ? name : undefined;
  } catch {
    // A broken package.json is reported by every other command; the folder names the workspace as well.
    return undefined;
  }
}
