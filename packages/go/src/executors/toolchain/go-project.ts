import { posix, win32 } from 'node:path';
import type { ExecutorContext } from '@nx/devkit';
import { findGoPackages, isWithin, SlipwayError } from '@slipway/kit';
import { createDiskReader } from '../../inference/disk-reader.ts';
import type { GoProjectMetadata } from '../../inference/plan-go-projects.ts';

/** The Go project that a target runs on. Folders relative to the workspace root have `/`. */
export interface GoProject {
  readonly name: string;
  readonly root: string;
  readonly moduleRoot: string;
  /** Its packages, relative to its root, without those of projects inside it. Sorted. */
  readonly packages: readonly string[];
  /** Those with a program: `.`, `./cmd/orders`. */
  readonly commands: readonly string[];
  /** What go commands take for all its packages: `./...` where nothing in it belongs to others. */
  readonly patterns: readonly string[];
}

/**
 * Finds out about the project of a run. Reads the disk, not only the graph: a target may be written by hand.
 * Throws GO_MOD_INVALID for what the graph found broken.
 */
export function readGoProject(context: ExecutorContext): GoProject {
  const name = context.projectName ?? '';
  const configuration = context.projectsConfigurations.projects[name];
  if (configuration === undefined) {
    throw new SlipwayError({ code: 'OPTIONS_INVALID', summary: `There is no project "${name}" to run the target on.` });
  }
  const metadata = configuration.metadata?.['slipway'] as GoProjectMetadata | undefined;
  assertSound(name, metadata?.problems ?? []);
  const { root } = configuration;
  const others = new Set(
    Object.values(context.projectsConfigurations.projects)
      .map((project) => project.root)
      .filter((other) => other !== root && isWithin(other, root)),
  );
  const reader = createDiskReader(context.root);
  const { packages, commands } = findGoPackages(root, reader, (folder) => others.has(folder));
  return {
    name,
    root,
    moduleRoot: metadata?.moduleRoot ?? root,
    packages,
    commands: commands.map(toPattern),
    patterns: others.size === 0 ? ['./...'] : packages.map(toPattern),
  };
}

function toPattern(folder: string): string {
  return folder === '.' ? '.' : `./${folder}`;
}

function assertSound(name: string, problems: readonly string[]): void {
  const [first, ...others] = problems;
  if (first === undefined) return;
  throw new SlipwayError({
    code: 'GO_MOD_INVALID',
    summary: first,
    details: others,
    hint: `Mend what is named above; "npx nx show project ${name}" shows what was understood.`,
  });
}

/** Makes a path that a go command printed, run in the project's folder, relative to the workspace root. */
export function toWorkspacePath({ root }: Pick<GoProject, 'root'>, workspaceRoot: string, path: string): string {
  const slashed = path.replaceAll('\\', '/');
  if (win32.isAbsolute(slashed)) return posix.relative(workspaceRoot.replaceAll('\\', '/'), slashed);
  return posix.join(root, slashed);
}
