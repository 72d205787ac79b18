import { isSlipwayError, parseReference, SlipwayError } from '@slipway/kit';
import type { PushImageOptions } from './push-options.ts';

/**
 * The repository an image goes to: `repository` as it is, else the registry with the logical name behind it.
 * Throws OPTIONS_INVALID with every problem at once.
 */
export function planRepository({ registry, repository }: PushImageOptions, imageName: string): string {
  const problems: string[] = [];
  if (registry !== undefined && repository !== undefined)
    problems.push('registry and repository are both given; one of them says it all');
  if (registry === undefined && repository === undefined) problems.push('neither registry nor repository is given');
  const target = repository ?? `${(registry ?? '').replace(/\/+$/, '')}/${imageName}`;
  if (registry !== undefined || repository !== undefined) problems.push(...targetProblems(target, registry));
  if (problems.length === 0) return target;
  throw new SlipwayError({
    code: 'OPTIONS_INVALID',
    summary: 'docker-push does not know where to push.',
    details: problems,
    state: 'Nothing was pushed.',
    hint: 'Say --registry=localhost:5000 or --registry=ghcr.io/acme, or set "registry" in the options of @slipway/image in nx.json.',
  });
}

function targetProblems(target: string, registry: string | undefined): readonly string[] {
  try {
    const parsed = parseReference(target);
    if (parsed.tag !== undefined || parsed.digest !== undefined)
      return [`"${target}" has a tag or a digest; tags are given with --tags`];
    // Without a dot, a port or «localhost» the first part would be taken for a name on Docker Hub.
    if (registry !== undefined && !target.startsWith(`${parsed.registry}/`) && !/^docker\.io\b/.test(registry)) {
      return [
        `"${registry}" is no registry: a registry has a dot or a port, or is localhost; for Docker Hub write docker.io/${registry}`,
      ];
    }
    return [];
  } catch (error) {
    if (isSlipwayError(error)) return [error.summary];
    throw error;
  }
}
