import { defineDeployDriver, findCommand, type DeployAction, type DeployDriver } from '@slipway/kit';
import { commandOptionsSchema, type CommandDeployOptions } from './command-options.ts';
import { createCommandSession } from './command-session.ts';

/** Releases with commands of the user's. */
export const commandDeployDriver: DeployDriver<CommandDeployOptions> = defineDeployDriver<CommandDeployOptions>({
  apiVersion: 1,
  kind: 'deploy',
  name: 'command',
  optionsSchema: commandOptionsSchema,

  async inspect({ options, tool }) {
    const optional = (['diff', 'status', 'undeploy'] as const).filter((action) => options[action] !== undefined);
    return {
      engine: await findCommand(options.deploy[0] ?? '', { tool }),
      images: [options.images],
      can: ['render', ...optional] satisfies readonly DeployAction[],
    };
  },

  open: (target, context) => Promise.resolve(createCommandSession(target, context)),
});
