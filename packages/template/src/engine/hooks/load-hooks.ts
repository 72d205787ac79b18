import { createRequire } from 'node:module';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { SlipwayError } from '@slipway/kit';
import type { HooksReference } from '../template.ts';
import type { TemplateHooks } from './template-hooks.ts';

/**
 * Loads a template's hooks: looked for from the template's folder, from the workspace root, and beside this package.
 * Throws TEMPLATE_HOOKS_INVALID.
 */
export async function loadHooks(reference: HooksReference, workspaceRoot: string): Promise<TemplateHooks> {
  const { specifier, directory } = reference;
  const module = await importModule(reference, workspaceRoot);
  const hooks = module['hooks'];
  if (isHooks(hooks)) return hooks;
  throw new SlipwayError({
    code: 'TEMPLATE_HOOKS_INVALID',
    summary: `${specifier} exports no template hooks.`,
    details: [
      'Wanted is an export "hooks" with the functions "prepare" and "finish", or one of them.',
      `The template in ${directory} names it.`,
    ],
  });
}

type Module = Readonly<Record<string, unknown>>;

async function importModule({ specifier, directory }: HooksReference, workspaceRoot: string): Promise<Module> {
  // Run from source, packages beside this one are run from source too, whatever an earlier build has left in dist.
  const isSource = import.meta.url.endsWith('.ts');
  const beside = isSource ? await importBeside(specifier) : undefined;
  if (beside !== undefined) return beside;
  for (const from of [directory, workspaceRoot]) {
    const file = resolveFrom(specifier, from);
    if (file !== undefined) return (await import(pathToFileURL(file).href)) as Module;
  }
  const installed = isSource ? undefined : await importBeside(specifier);
  if (installed !== undefined) return installed;
  const packageName = /^(?:@[^/]+\/)?[^/]+/.exec(specifier)?.[0] ?? specifier;
  throw new SlipwayError({
    code: 'TEMPLATE_HOOKS_INVALID',
    summary: `The hooks ${specifier} of a template were not found.`,
    details: [`Looked for from ${directory} and from ${workspaceRoot}.`],
    hint: `npm install --save-dev ${packageName}`,
  });
}

function resolveFrom(specifier: string, from: string): string | undefined {
  try {
    return createRequire(join(from, 'template.json')).resolve(specifier);
  } catch {
    // Not installed there, or it does not export that path: the next place may have it.
    return undefined;
  }
}

async function importBeside(specifier: string): Promise<Module | undefined> {
  try {
    return (await import(specifier)) as Module;
  } catch (error) {
    if (isNotFound(error)) return undefined;
    throw error;
  }
}

function isNotFound(error: unknown): boolean {
  const code = (error as { readonly code?: unknown } | undefined)?.code;
  return code === 'ERR_MODULE_NOT_FOUND' || code === 'ERR_PACKAGE_PATH_NOT_EXPORTED' || code === 'MODULE_NOT_FOUND';
}

function isHooks(value: unknown): value is TemplateHooks {
  if (typeof value !== 'object' || value === null) return false;
  const { prepare, finish } = value as Readonly<Record<string, unknown>>;
  const isOptionalFunction = (part: unknown): boolean => part === undefined || typeof part === 'function';
  return isOptionalFunction(prepare) && isOptionalFunction(finish) && (prepare !== undefined || finish !== undefined);
}
