import { posix } from 'node:path';
import type { TargetConfiguration } from '@nx/devkit';
import { goInputs, type GoWorkInput, type TargetInput } from '@slipway/kit';
import { layoutPath } from '../output/image-output.ts';
import type { ImagePluginSettings, TargetKind } from './plugin-options.ts';

/** A project that an image can be made of. */
export interface ImageProject {
  /** Relative to the workspace root; `.` for the workspace itself. */
  readonly root: string;
  /** Whether it has a Go main package. */
  readonly isGo: boolean;
  /** Logical name of its image. */
  readonly image: string;
  /** Folders of other modules that hold more than one project. */
  readonly sharedModules: readonly string[];
  readonly goWork: GoWorkInput;
}

/** The inferred targets of a project. */
export function planTargets(project: ImageProject, settings: ImagePluginSettings): Record<string, TargetConfiguration> {
  const { names, storeDriver, registry } = settings;
  const after = { dependsOn: [names.build] };
  const store = storeDriver === undefined ? {} : { options: { driver: storeDriver } };
  const outputFolder = posix.dirname(layoutPath(project.root));
  return {
    [names.build]: buildTarget(project, settings),
    [names.push]: {
      ...target('push', 'Pushes the image to a registry and prints its pinned reference', {
        registry: 'localhost:5000',
      }),
      ...after,
      ...(registry === undefined ? {} : { options: { registry } }),
    },
    [names.load]: {
      ...target('load', 'Loads the image into a local engine', { driver: 'podman' }),
      ...after,
      ...store,
    },
    [names.run]: {
      ...target('run', 'Runs the image in a local engine until it is stopped', { ports: ['8080'] }),
      ...after,
      ...store,
      continuous: true,
    },
    [names.inspect]: {
      ...target('inspect', 'Shows layers, sizes, user and entry point of the image', { json: true }),
      ...after,
    },
    [names.save]: {
      ...target('save', `Writes the image as ${outputFolder}/image.tar, with a script that runs it`),
      ...after,
    },
  };
}

function buildTarget(project: ImageProject, { driver, platforms }: ImagePluginSettings): TargetConfiguration {
  const { root, image } = project;
  const layout = layoutPath(root);
  return {
    ...target('build', 'Makes the image of the project as an OCI image layout, no engine needed for Go', {
      platforms: ['linux/arm64'],
    }),
    cache: true,
    inputs: [...sourceInputs(project), ...driverInputs(driver), { env: 'SOURCE_DATE_EPOCH' }],
    // Nx refuses the token {projectRoot} inside a path when the project is the workspace itself, so the paths are written out.
    outputs: [`{workspaceRoot}/${layout}`, `{workspaceRoot}/${posix.dirname(layout)}/image.json`],
    options: {
      image,
      ...(driver === undefined ? {} : { driver }),
      ...(platforms === undefined ? {} : { platforms: [...platforms] }),
    },
  };
}

function sourceInputs({ root, isGo, sharedModules, goWork }: ImageProject): readonly TargetInput[] {
  if (isGo) {
    const alsoRead = ['Dockerfile', '.dockerignore'];
    return goInputs({ tests: false, sharedModules, goWork, isWorkspace: root === '.', alsoRead });
  }
  // A Dockerfile can copy anything, also from the projects it depends on.
  return ['{projectRoot}/**/*', { fileset: '{projectRoot}/**/*', dependencies: true }];
}

/** A driver that is a file of the workspace decides what comes out, as the source does. */
function driverInputs(driver: string | undefined): readonly TargetInput[] {
  return driver?.startsWith('./') === true ? [`{workspaceRoot}/${posix.normalize(driver)}`] : [];
}

function target(
  kind: TargetKind,
  description: string,
  options?: Readonly<Record<string, unknown>>,
): TargetConfiguration {
  const example = options === undefined ? {} : { options: { ...options } };
  return {
    executor: `@slipway/image:docker-${kind}`,
    metadata: {
      technologies: ['docker'],
      description,
      help: { command: `npx nx run <project>:docker-${kind} --help`, example },
    },
  };
}
