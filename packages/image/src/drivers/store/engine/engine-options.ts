import type { JsonSchema } from '@slipway/kit';

/** `driverOptions` of the drivers `docker` and `podman`. */
export interface EngineOptions {
  readonly runArgs: readonly string[];
}

/** What the drivers `docker` and `podman` take. */
export const engineOptionsSchema: JsonSchema = {
  type: 'object',
  additionalProperties: false,
  properties: {
    runArgs: {
      type: 'array',
      default: [],
      items: { type: 'string', pattern: '^-', patternDescription: 'an option of run, with its value after "="' },
      description: 'Further options for the run command of the engine: ["--network=host", "--memory=256m"].',
    },
  },
};
