import { readdirSync, type Dirent } from 'node:fs';
import { join } from 'node:path';
import { isEnvironmentName } from './plugin-options.ts';

/** What a project can be released from. */
export interface ProjectManifests {
  /** Folders below `k8s/overlays` with a kustomization: each is an environment by its name. Sorted. */
  readonly overlays: readonly string[];
  /** Other folders in `k8s` that a release can be made of, if an environment names them. Sorted. */
  readonly folders: readonly string[];
  /** Whether `k8s` itself can be released: a kustomization or plain files, the same for every environment. */
  readonly hasPlain: boolean;
  /** Whether there is a Helm chart in `chart`. */
  readonly hasChart: boolean;
  /** Whether there is a compose file. */
  readonly hasCompose: boolean;
}

/** As compose looks for its file. */
const composeFile = /^(docker-)?compose\.ya?ml$/;
const kustomization = /^(kustomization\.ya?ml|Kustomization)$/;
const manifest = /\.(ya?ml|json)$|^Kustomization$/;

/**
 * Looks into the folder of a project. These files are no part of the plugin's glob, on purpose:
 * Nx 24 takes a changed file that a plugin's glob matches for a change of every target of its project.
 */
export function findManifests(folder: string): ProjectManifests {
  const root = list(folder);
  const inFolder = (name: string) => (hasFolder(root, name) ? list(join(folder, name)) : []);
  const k8s = inFolder('k8s');
  const withFile = (parent: string, entries: readonly Dirent[], pattern: RegExp) =>
    entries
      .filter((entry) => entry.isDirectory() && isEnvironmentName(entry.name))
      .filter(({ name }) => hasFile(list(join(parent, name)), pattern))
      .map(({ name }) => name)
      .sort();
  const overlays = join(folder, 'k8s', 'overlays');
  return {
    overlays: hasFolder(k8s, 'overlays') ? withFile(overlays, list(overlays), kustomization) : [],
    folders: withFile(join(folder, 'k8s'), k8s, manifest),
    hasPlain: hasFile(k8s, manifest),
    hasChart: hasFile(inFolder('chart'), /^Chart\.yaml$/),
    hasCompose: hasFile(root, composeFile),
  };
}

function hasFolder(entries: readonly Dirent[], name: string): boolean {
  return entries.some((entry) => entry.isDirectory() && entry.name === name);
}

function hasFile(entries: readonly Dirent[], pattern: RegExp): boolean {
  return entries.some((entry) => entry.isFile() && pattern.test(entry.name));
}

function list(folder: string): readonly Dirent[] {
  try {
    return readdirSync(folder, { withFileTypes: true });
  } catch {
    return []; // Deleted since Nx saw it, or unreadable: a folder without manifests, and no reason to stop the graph.
  }
}
