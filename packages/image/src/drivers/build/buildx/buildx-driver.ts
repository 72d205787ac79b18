import { join } from 'node:path';
import { rm, stat } from 'node:fs/promises';
import {
  defineBuildDriver,
  formatPlatform,
  hostPlatform,
  SlipwayError,
  type BuildDriver,
  type BuildRequest,
  type DriverContext,
} from '@slipway/kit';
import { inspectBuilder } from './builder.ts';
import { buildxArguments, intermediateReference } from './buildx-arguments.ts';
import { buildxOptionsSchema, type BuildxOptions } from './buildx-options.ts';
import { buildxProblems } from './buildx-problems.ts';

/** Builds a Dockerfile with any builder that buildx knows: local, in a container, remote or in Kubernetes. */
export const buildxDriver: BuildDriver<BuildxOptions> = defineBuildDriver<BuildxOptions>({
  apiVersion: 1,
  kind: 'build',
  name: 'buildx',
  optionsSchema: buildxOptionsSchema,
  problems: buildxProblems,

  async inspect(context) {
    const { name, driver, version, exportsOci } = await inspectBuilder(context);
    return {
      engine: `buildx ${version}, builder ${name} (${driver})`,
      platforms: exportsOci ? 'any' : [formatPlatform(hostPlatform())],
      multiPlatform: exportsOci,
      source: 'dockerfile',
      // Without the OCI exporter nobody rewrites the times of files in the layers.
      deterministic: exportsOci,
    };
  },

  async build(request, context) {
    await assertDockerfile(request);
    warnOfUnread(request, context);
    const builder = await inspectBuilder(context);
    const docker = await context.tool('docker');
    const { args, env } = buildxArguments(request, context.options, builder);
    await context.run({
      file: docker,
      args,
      env: {
        ...env,
        SOURCE_DATE_EPOCH: String(request.sourceDateEpoch),
        BUILDX_NO_DEFAULT_ATTESTATIONS: '1',
        BUILDX_METADATA_PROVENANCE: 'disabled',
      },
      effect: 'change',
      output: 'live',
      title: `docker buildx build ${request.platforms.map(formatPlatform).join(', ')}`,
    });
    if (!builder.exportsOci) await takeFromStore(docker, request, context);
  },
});

/** An engine without OCI export builds into its own store; `docker save` gives the image back, and it is converted. */
async function takeFromStore(docker: string, request: BuildRequest, context: DriverContext): Promise<void> {
  const archive = join(context.workDir, 'saved.tar');
  const reference = intermediateReference(request);
  await context.run({
    file: docker,
    args: ['save', '--output', archive, reference],
    effect: 'change',
    title: 'docker save',
  });
  await context.change(
    'convert the saved image to a layout',
    async () => {
      const { archiveToLayout } = await import('@slipway/oci');
      await archiveToLayout(archive, request.layout, { cacheDir: join(request.cacheDir, 'layers') });
      await rm(archive);
    },
    undefined,
  );
  await context.run({ file: docker, args: ['image', 'rm', reference], effect: 'change', acceptExitCodes: [1] });
}

async function assertDockerfile({ dockerfile, projectRoot }: BuildRequest): Promise<void> {
  const stats = await stat(dockerfile).catch(() => undefined);
  if (stats?.isFile() === true) return;
  throw new SlipwayError({
    code: 'NOTHING_TO_BUILD',
    summary: `There is no Dockerfile at ${dockerfile}.`,
    state: 'Nothing was built; an earlier image is untouched.',
    hint: `Write one into ${projectRoot}, name it with --dockerfile, or build a Go program without one: --driver=go.`,
  });
}

/** A Dockerfile says these itself; an option without effect must not look as if it had one. */
function warnOfUnread({ config }: BuildRequest, { logger }: DriverContext): void {
  const unread = [
    ...(config.ports.length > 0 ? ['ports'] : []),
    ...(Object.keys(config.env).length > 0 ? ['env'] : []),
    ...(config.healthcheck === undefined ? [] : ['healthcheck']),
  ];
  if (unread.length > 0) logger.verbose(`not used, because the Dockerfile decides: ${unread.join(', ')}`);
}
