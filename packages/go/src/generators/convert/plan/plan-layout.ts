import { posix } from 'node:path';
import { folderOf, isWithin } from '@slipway/kit';
import { planGoProjects, type GoProjectMetadata } from '../../../inference/plan-go-projects.ts';
import { readTargetNames, type TargetKind } from '../../../inference/plugin-options.ts';
import type { JsonObject } from '../../json/rewrite-json.ts';
import type { ConvertedWorkspace } from '../workspace.ts';
import type { PeerEntry } from './plan-plugins.ts';

/** A project as we will infer it, and as the plugin did. */
export interface ProjectLayout {
  readonly root: string;
  /** The entry of nx.json that it comes from; undefined where only files name a plugin. */
  readonly entry: PeerEntry | undefined;
  /** The kinds of targets that we infer for it. */
  readonly kinds: ReadonlySet<string>;
  /** What our targets of it will be called. */
  readonly names: Readonly<Record<TargetKind, string>>;
  /** Its main packages: `.`, `./cmd/orders`. */
  readonly commands: readonly string[];
}

/** The projects of a workspace, by root: those that we will infer, and those that only a file configures. */
export function planLayout(
  { files, projectFiles, reader }: ConvertedWorkspace,
  entries: readonly PeerEntry[],
  options: JsonObject,
): ReadonlyMap<string, ProjectLayout> {
  const planned = planGoProjects(files, reader, readTargetNames({}));
  const configured = new Set(projectFiles.map(({ root }) => root));
  const modules = new Set(files.filter((file) => posix.basename(file) === 'go.mod').map(folderOf));
  const roots = new Set([...planned.map(({ root }) => root), ...configured, ...modules]);
  const layouts = [...roots].sort().map((root): ProjectLayout => {
    const project = planned.find((candidate) => candidate.root === root)?.configuration;
    const targets = Object.values(project?.targets ?? {});
    const metadata = project?.metadata?.['slipway'] as GoProjectMetadata | undefined;
    const entry = modules.has(root) ? findEntry(root, configured, entries) : undefined;
    return {
      root,
      entry,
      kinds: new Set(targets.map(({ executor = '' }) => executor.replace('@slipway/go:', ''))),
      names: readTargetNames({ ...(entry?.ours ?? {}), ...options }).names,
      commands: metadata?.commands ?? [],
    };
  });
  return new Map(layouts.map((layout) => [layout.root, layout]));
}

/** Whether a folder belongs to another project than the one at `root`. */
export function isOtherProject(root: string, layouts: ReadonlyMap<string, unknown>): (folder: string) => boolean {
  return (folder) => folder !== root && isWithin(folder, root) && layouts.has(folder);
}

/** The later entry of a plugin wins, as in Nx. */
function findEntry(
  root: string,
  configured: ReadonlySet<string>,
  entries: readonly PeerEntry[],
): PeerEntry | undefined {
  return entries.findLast(
    ({ peer, covers }) =>
      covers(posix.join(root, 'go.mod')) && (peer.nameProject(root) !== undefined || configured.has(root)),
  );
}
