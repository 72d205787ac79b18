import { readdir, stat } from 'node:fs/promises';
import { join } from 'node:path';
import {
  defineBuildDriver,
  fillCommand,
  findCommand,
  formatPlatform,
  type BuildDriver,
  type BuildRequest,
  type JsonSchema,
} from '@slipway/kit';

/** `driverOptions` of the build driver `command`. */
export interface CommandBuildOptions {
  readonly argv: readonly string[];
  readonly platforms?: readonly string[];
  readonly deterministic: boolean;
}

const optionsSchema: JsonSchema = {
  type: 'object',
  additionalProperties: false,
  required: ['argv'],
  properties: {
    argv: {
      type: 'array',
      minItems: 1,
      items: { type: 'string', minLength: 1 },
      description:
        'The command and its arguments, run in the workspace root without a shell. {layout}: empty folder for an OCI image layout; {out}: file for a tar of one instead; {context}: folder of the sources; {platforms}: linux/amd64,linux/arm64; {reference}: name of the image.',
      examples: [['bazel-image', '--oci-layout={layout}', '--platforms={platforms}', '{context}']],
    },
    platforms: {
      type: 'array',
      items: { type: 'string' },
      description: 'Platforms the command can build. Default: whatever it is asked for.',
    },
    deterministic: {
      type: 'boolean',
      default: false,
      description: 'Whether equal sources give one digest.',
    },
  },
};

/** Builds with a command of the user's. */
export const commandBuildDriver: BuildDriver<CommandBuildOptions> = defineBuildDriver<CommandBuildOptions>({
  apiVersion: 1,
  kind: 'build',
  name: 'command',
  optionsSchema,

  async inspect({ options, tool }) {
    const [file = ''] = options.argv;
    return {
      engine: await findCommand(file, { tool }),
      platforms: options.platforms ?? 'any',
      multiPlatform: true,
      source: 'custom',
      deterministic: options.deterministic,
    };
  },

  async build(request, context) {
    const out = join(context.workDir, 'out.tar');
    const { file, args } = fillCommand('argv', context.options.argv, placeholders(request, out));
    await context.run({
      file: await findCommand(file, context),
      args,
      effect: 'change',
      output: 'live',
      title: file,
      env: { SOURCE_DATE_EPOCH: String(request.sourceDateEpoch) },
    });
    await context.change('take the image that the command wrote', () => takeArchive(out, request), undefined);
  },
});

function placeholders(request: BuildRequest, out: string): Readonly<Record<string, string>> {
  return {
    layout: request.layout,
    platforms: request.platforms.map(formatPlatform).join(','),
    context: request.contextDir,
    reference: `${request.name}:${request.version}`,
    out,
  };
}

async function takeArchive(out: string, { layout, cacheDir }: BuildRequest): Promise<void> {
  const stats = await stat(out).catch(() => undefined);
  if (stats === undefined || (await readdir(layout)).length > 0) return;
  const { archiveToLayout } = await import('@slipway/oci');

  await archiveToLayout(out, layout, { cacheDir: join(cacheDir, 'layers') });
}
