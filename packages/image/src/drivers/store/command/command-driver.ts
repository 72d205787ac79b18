import {
  defineStoreDriver,
  familiarReference,
  fillCommand,
  findCommand,
  formatPlatform,
  hostPlatform,
  SlipwayError,
  type JsonSchema,
  type StoreDriver,
} from '@slipway/kit';

/** `driverOptions` of the store driver `command`. */
export interface CommandStoreOptions {
  readonly load: readonly string[];
  readonly has?: readonly string[];
  readonly run?: readonly string[];
  readonly platform?: string;
  readonly zstd: boolean;
}

const argv = (description: string) => ({
  type: 'array',
  minItems: 1,
  items: { type: 'string', minLength: 1 },
  description,
});

const optionsSchema: JsonSchema = {
  type: 'object',
  additionalProperties: false,
  required: ['load'],
  properties: {
    load: argv(
      'The command that takes an image, run in the workspace root without a shell. {archive}: file that docker, podman and containerd load; {reference}: the name the image must get; {tag}: a name for people; {platform}: linux/amd64.',
    ),
    has: argv(
      'A command that ends with 0 if the store holds {reference}, and with 1 if not. Default: the image is loaded each time.',
    ),
    run: argv(
      'A command that runs {reference} in the foreground, as {name}. Arguments of the program are added. Default: images cannot be run.',
    ),
    platform: {
      type: 'string',
      description: 'The platform the store runs. Default: Linux on the processor of this machine.',
    },
    zstd: { type: 'boolean', default: false, description: 'Whether the store takes layers compressed with zstd.' },
  },
};

/** Loads and runs with commands of the user's. */
export const commandStoreDriver: StoreDriver<CommandStoreOptions> = defineStoreDriver<CommandStoreOptions>({
  apiVersion: 1,
  kind: 'store',
  name: 'command',
  optionsSchema,

  async inspect({ options, tool }) {
    return {
      engine: await findCommand(options.load[0] ?? '', { tool }),
      platform: options.platform ?? formatPlatform(hostPlatform()),
      zstd: options.zstd,
    };
  },

  async has(reference, { options, run, tool }) {
    if (options.has === undefined) return false;
    const { file, args } = fillCommand('has', options.has, { reference });
    const { exitCode } = await run({
      file: await findCommand(file, { tool }),
      args,
      effect: 'read',
      acceptExitCodes: [1],
    });
    return exitCode === 0;
  },

  async load({ archive, reference, tags, platform, digest }, { options, run, tool }) {
    const tag = tags[0] === undefined ? reference : familiarReference(tags[0]);
    const values = { archive, reference, tag, platform: formatPlatform(platform) };
    const { file, args } = fillCommand('load', options.load, values);
    await run({ file: await findCommand(file, { tool }), args, effect: 'change', title: file });
    return { reference, id: digest };
  },

  async run({ reference, name, args: programArgs }, { options, run, tool }) {
    if (options.run === undefined) {
      throw new SlipwayError({
        code: 'DRIVER_CANNOT',
        summary: 'The store driver "command" cannot run images: driverOptions.run is not set.',
        hint: `Set it, for example ["nerdctl", "run", "--rm", "--name={name}", "{reference}"], or use --driver=docker.`,
      });
    }
    const { file, args } = fillCommand('run', options.run, { reference, name });
    const command = {
      file: await findCommand(file, { tool }),
      args: [...args, ...programArgs],
      effect: 'change',
      output: 'live',
    } as const;
    const anyExitCode = Array.from({ length: 256 }, (_, code) => code);
    const { exitCode } = await run({ ...command, acceptExitCodes: anyExitCode });
    return { exitCode };
  },
});
