import type { TargetConfiguration } from '@nx/devkit';
import { goInputs, type NamedProject, type TargetInput } from '@slipway/kit';
import { composeKinds, deployKinds, executorOf, type DeployPluginSettings, type TargetKind } from './plugin-options.ts';
import type { ServedEnvironments } from './serve-environments.ts';

/** Which of the two groups of targets a project gets. */
export interface TargetGroups {
  readonly deploy: boolean;
  readonly compose: boolean;
}

/** The targets that release a project, by the names they have here. None of them is ever cached. */
export function planTargets(
  project: NamedProject,
  groups: TargetGroups,
  configurations: ServedEnvironments['configurations'],
  settings: DeployPluginSettings,
): Record<string, TargetConfiguration> {
  const { names } = settings;
  const kinds = [...(groups.deploy ? deployKinds : []), ...(groups.compose ? composeKinds : [])];
  const inputs = releaseInputs(project);
  const targets = kinds.map((kind): [string, TargetConfiguration] => {
    const { description, example, needsImage, continuous } = traits[kind];
    return [
      names[kind],
      {
        executor: executorOf(kind),
        ...(needsImage === true ? { dependsOn: [settings.buildTarget], inputs: [...inputs] } : {}),
        ...(continuous === true ? { continuous } : {}),
        // Never a default configuration: a mistyped one would be released there.
        ...(isDeploy(kind) ? { configurations: structuredClone(configurations) } : {}),
        metadata: {
          technologies: [isDeploy(kind) ? 'kubernetes' : 'docker'],
          description,
          help: {
            command: `npx nx run <project>:${names[kind]} --help`,
            example: example === undefined ? {} : { options: { ...example } },
          },
        },
      },
    ];
  });
  return Object.fromEntries(targets);
}

interface Traits {
  readonly description: string;
  readonly example?: Readonly<Record<string, unknown>>;
  /** Whether the image has to be built before. Then it is also what `nx affected` selects by. */
  readonly needsImage?: true;
  readonly continuous?: true;
}

const traits: Readonly<Record<TargetKind, Traits>> = {
  deploy: {
    description: 'Delivers the image, pins it by digest, applies the manifests, and watches until the release runs',
    example: { environment: 'dev', dryRun: true },
    needsImage: true,
  },
  deployDiff: {
    description: 'Shows what a deploy would change, and changes nothing',
    example: { environment: 'dev', failOnChange: true },
    needsImage: true,
  },
  deployRender: {
    description: 'Writes the manifests of an environment with the image pinned; no cluster needed',
    example: { environment: 'dev' },
    needsImage: true,
  },
  deployStatus: {
    description: 'Shows how the release is, and the releases before it',
    example: { environment: 'dev' },
  },
  deployRollback: {
    description: 'Goes back to an earlier release, without rendering and without building',
    example: { environment: 'dev', dryRun: true },
  },
  undeploy: {
    description: 'Removes what the release made; keeps data and namespaces',
    example: { environment: 'dev', dryRun: true },
  },
  composeUp: {
    description: 'Builds and starts the services of the compose file as docker compose does, and waits until they run',
  },
  composeDown: { description: 'Stops the services of the compose file and removes their containers' },
  composeLogs: {
    description: 'Follows the logs of the services of the compose file until it is stopped',
    continuous: true,
  },
};

function isDeploy(kind: TargetKind): boolean {
  return deployKinds.includes(kind);
}

/** Files at the root of a project that no program is made of, but a release is. */
const releaseFiles = ['Dockerfile', '.dockerignore', 'compose.yaml', 'k8s/**/*', 'template.lock.json'];

/** What a release is made of: all that the image is, and the manifests. Nx 24 selects affected targets by it. */
function releaseInputs({ root, module, sharedModules, goWork }: NamedProject): readonly TargetInput[] {
  if (module !== undefined) {
    return goInputs({ tests: false, sharedModules, goWork, isWorkspace: root === '.', alsoRead: releaseFiles });
  }
  return ['{projectRoot}/**/*', { fileset: '{projectRoot}/**/*', dependencies: true }];
}
