import { mergeChain } from './overlay/merge-chain.ts';
import { resolveChain } from './overlay/resolve-chain.ts';
import type { Template } from './template.ts';

/**
 * Reads a template folder and everything it extends, checks it, and folds it into one template.
 * Throws TEMPLATE_NOT_FOUND, TEMPLATE_INVALID or TEMPLATE_CHAIN_INVALID.
 */
export async function loadTemplate(directory: string, workspaceRoot: string): Promise<Template> {
  return mergeChain(await resolveChain(directory, workspaceRoot));
}
