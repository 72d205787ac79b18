import { existsSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join, resolve } from 'node:path';
import { SlipwayError } from '@slipway/kit';

/**
 * Finds the folder that an `extends.source` means.
 * A package is looked for as Node does from the template's own folder, then from the workspace root.
 * Throws TEMPLATE_NOT_FOUND.
 */
export function resolveSource(source: string, directory: string, workspaceRoot: string): string {
  if (!source.startsWith('npm:')) {
    const folder = resolve(directory, source);
    if (existsSync(join(folder, 'template.json'))) return folder;
    throw notFound(source, directory, `${folder} holds no template.json.`);
  }
  const [, name = '', path = ''] = /^npm:((?:@[^/]+\/)?[^/]+)(?:\/(.+))?$/.exec(source) ?? [];
  if (path.split('/').includes('..')) throw notFound(source, directory, 'The path leaves the package.');
  for (const from of [directory, workspaceRoot]) {
    for (const modules of createRequire(join(from, 'template.json')).resolve.paths(name) ?? []) {
      const folder = join(modules, name, path);
      if (existsSync(join(folder, 'template.json'))) return folder;
      if (existsSync(join(modules, name, 'package.json')))
        throw notFound(source, directory, `The package is installed, but ${folder} holds no template.json.`);
    }
  }
  throw notFound(source, directory, `The package ${name} is not installed.`, `npm install --save-dev ${name}`);
}

function notFound(source: string, directory: string, why: string, hint?: string): SlipwayError {
  return new SlipwayError({
    code: 'TEMPLATE_NOT_FOUND',
    summary: `The template ${source} was not found.`,
    details: [why, `The template in ${directory} extends it.`],
    ...(hint === undefined ? {} : { hint }),
  });
}
