import { SlipwayError } from '@slipway/kit';
import semver from 'semver';
import { readTemplateFolder } from '../source/read-template-folder.ts';
import { resolveSource } from '../source/resolve-source.ts';
import type { TemplateFolder } from '../source/template-folder.ts';

const maxDepth = 5;

/**
 * A template with everything it extends, the base first.
 * Throws TEMPLATE_NOT_FOUND, TEMPLATE_INVALID, or TEMPLATE_CHAIN_INVALID for a circle, a chain of more than five and a version out of range.
 */
export async function resolveChain(directory: string, workspaceRoot: string): Promise<readonly TemplateFolder[]> {
  const chain: TemplateFolder[] = [await readTemplateFolder(directory)];
  for (let [top] = chain; top?.manifest.extends !== undefined; [top] = chain) {
    const { source, range = '*' } = top.manifest.extends;
    const base = await readTemplateFolder(resolveSource(source, top.directory, workspaceRoot));
    const ids = [base, ...chain].map((link) => link.manifest.id).toReversed();
    if (chain.some((link) => link.directory === base.directory)) throw invalid('The chain comes back to itself', ids);
    if (chain.length === maxDepth) throw invalid(`The chain is longer than ${maxDepth} templates`, ids);
    if (!semver.satisfies(base.version, range, { includePrerelease: true })) {
      throw new SlipwayError({
        code: 'TEMPLATE_CHAIN_INVALID',
        summary: `${top.manifest.id} extends ${base.manifest.id} ${range}, but version ${base.version} is installed.`,
        details: [`It lies in ${base.directory}.`],
        hint: 'Install a version in that range, or widen extends.range in template.json after checking the golden cases.',
      });
    }
    chain.unshift(base);
  }
  return chain;
}

function invalid(what: string, ids: readonly string[]): SlipwayError {
  return new SlipwayError({ code: 'TEMPLATE_CHAIN_INVALID', summary: `${what}: ${ids.join(' → ')}.` });
}
