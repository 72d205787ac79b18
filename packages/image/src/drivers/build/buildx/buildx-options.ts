import type { JsonSchema } from '@slipway/kit';

/** `driverOptions` of the driver `buildx`. */
export interface BuildxOptions {
  readonly builder?: string;
  readonly target?: string;
  readonly buildArgs: Readonly<Record<string, string>>;
  readonly secrets: readonly string[];
  readonly cacheFrom: readonly string[];
  readonly cacheTo: readonly string[];
  readonly pull: boolean;
}

/** What the driver `buildx` takes. */
export const buildxOptionsSchema: JsonSchema = {
  type: 'object',
  additionalProperties: false,
  properties: {
    builder: {
      type: 'string',
      pattern: '^[A-Za-z0-9][\\w.-]*$',
      patternDescription: 'the name of a builder',
      description: 'The builder to use, as "docker buildx ls" lists it. Default: the current one.',
    },
    target: {
      type: 'string',
      pattern: '^[A-Za-z0-9][\\w.-]*$',
      patternDescription: 'the name of a stage',
      description: 'The stage of the Dockerfile to build. Default: the last one.',
    },
    buildArgs: {
      type: 'object',
      default: {},
      additionalProperties: { type: 'string' },
      description: 'Values for the ARGs of the Dockerfile, beside VERSION, REVISION and MODULE_DIR.',
    },
    secrets: {
      type: 'array',
      default: [],
      items: { type: 'string', minLength: 1 },
      description: 'Secrets for RUN --mount=type=secret, as --secret takes them: ["id=npmrc,src=.npmrc"].',
    },
    cacheFrom: {
      type: 'array',
      default: [],
      items: { type: 'string', minLength: 1 },
      description: 'Where to take build caches from, as --cache-from takes them.',
    },
    cacheTo: {
      type: 'array',
      default: [],
      items: { type: 'string', minLength: 1 },
      description:
        'Where to put the build cache, as --cache-to takes them. The plain docker builder knows only type=inline.',
    },
    pull: {
      type: 'boolean',
      default: false,
      description: 'Ask the registry for newer base images although older ones are at hand.',
    },
  },
};
