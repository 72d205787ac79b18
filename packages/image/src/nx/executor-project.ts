import type { ExecutorContext } from '@nx/devkit';
import { SlipwayError } from '@slipway/kit';

/** The project that an executor runs for. */
export interface ExecutorProject {
  readonly name: string;
  /** Relative to the workspace root, with `/`; `.` for the workspace itself. */
  readonly root: string;
  /** The target that makes its image, for hints. */
  readonly buildTarget: string;
}

/**
 * Finds the project of a running executor.
 * What was wrong when the graph was made is thrown here: a warning of a plugin is never seen behind Nx's daemon.
 */
export function readProject({ projectName, projectsConfigurations }: ExecutorContext): ExecutorProject {
  const name = projectName ?? '';
  const project = projectsConfigurations.projects[name];
  if (project === undefined) {
    throw new SlipwayError({ code: 'OPTIONS_INVALID', summary: `The workspace has no project "${name}".` });
  }
  const problems = [...problemsOf(project.metadata, 'slipway'), ...problemsOf(project.metadata, 'slipwayImage')];
  if (problems.length > 0) {
    throw new SlipwayError({
      code: 'OPTIONS_INVALID',
      summary: `The project "${name}" or the options of its plugins are not right.`,
      details: problems,
      state: 'Nothing was run.',
    });
  }
  const targets = Object.entries(project.targets ?? {});
  const [buildTarget] = targets.find(([, { executor }]) => executor === '@slipway/image:docker-build') ?? [
    'docker-build',
  ];
  return { name, root: project.root.replaceAll('\\', '/') || '.', buildTarget };
}

/** What one of our plugins found wrong when the graph was made. */
function problemsOf(metadata: unknown, plugin: string): readonly string[] {
  const found = (metadata as Readonly<Record<string, { readonly problems?: unknown } | undefined>> | undefined)?.[
    plugin
  ]?.problems;
  return Array.isArray(found) ? found.map(String) : [];
}
