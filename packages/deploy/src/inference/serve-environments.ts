import type { EnvironmentOptions } from '../environment/environment.ts';
import type { ReadSettings } from '../environment/read-settings.ts';
import type { ProjectManifests } from './find-manifests.ts';

/** The environments of one project. */
export interface ServedEnvironments {
  /** Settings by name, each with `environment` among them: the configurations of its deploy targets. Sorted by name. */
  readonly configurations: Readonly<Record<string, EnvironmentOptions & { readonly environment: string }>>;
  /** What is wrong with the settings of some, by name. */
  readonly broken: Readonly<Record<string, readonly string[]>>;
  /** Why the project has nothing for others, by name: one sentence each. */
  readonly unserved: Readonly<Record<string, string>>;
}

/**
 * Which environments a project can be released to: those of nx.json that it has manifests for,
 * and those its overlays name, of which no more than the name is known.
 */
export function serveEnvironments(
  project: string,
  manifests: ProjectManifests,
  environments: ReadonlyMap<string, ReadSettings>,
): ServedEnvironments {
  const configurations: Record<string, EnvironmentOptions & { readonly environment: string }> = {};
  const broken: Record<string, readonly string[]> = {};
  const unserved: Record<string, string> = {};
  for (const name of [...new Set([...environments.keys(), ...manifests.overlays])].sort()) {
    const { settings, problems } = environments.get(name) ?? { settings: {}, problems: [] };
    const missing = missingFor(name, settings, manifests);
    if (missing === undefined) configurations[name] = { environment: name, ...settings };
    else unserved[name] = `${project} has no ${missing}`;
    if (problems.length > 0) broken[name] = problems;
  }
  return { configurations, broken, unserved };
}

/** What the project lacks to be released to an environment; undefined where it lacks nothing. */
function missingFor(
  name: string,
  { driver = 'kubernetes', overlay = name }: EnvironmentOptions,
  { overlays, folders, hasPlain, hasChart, hasCompose }: ProjectManifests,
): string | undefined {
  if (driver === 'compose') return hasCompose ? undefined : 'compose.yaml';
  const isServed =
    hasChart || overlays.includes(overlay) || (overlays.length === 0 && (hasPlain || folders.includes(overlay)));
  if (isServed || folders.includes(overlay)) return undefined;
  // What another driver releases, only that driver knows; it says so itself where it finds nothing.
  return driver === 'kubernetes' ? `k8s/overlays/${overlay}` : undefined;
}
