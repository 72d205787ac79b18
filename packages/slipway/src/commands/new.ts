import type { CommandModule } from 'yargs';
import { exitCodes, type ExitCode } from '../cli/exit-code.ts';
import type { Terminal } from '../cli/terminal.ts';
import { supportedNx } from '../new/nx-version.ts';

interface NewArguments {
  readonly name: string;
  readonly from: string | undefined;
  readonly nx: string;
  readonly 'skip-install': boolean;
  readonly json: boolean;
}

/** `slipway new <name>`. */
export function newCommand(terminal: Terminal, finish: (code: ExitCode) => void): CommandModule<object, NewArguments> {
  return {
    command: 'new <name>',
    describe: 'Make an Nx workspace with the plugins of Slipway',
    builder: (parser) =>
      parser
        .positional('name', { type: 'string', demandOption: true, describe: 'Folder and name of the workspace' })
        .option('nx', {
          type: 'string',
          default: supportedNx[0],
          describe: `Version of Nx: ${supportedNx.join(', ')}, or one of these exactly`,
        })
        .option('from', { type: 'string', describe: 'Folder of tarballs to install the packages of Slipway from' })
        .option('skip-install', { type: 'boolean', default: false, describe: 'Write the files and install nothing' })
        .option('json', { type: 'boolean', default: false, describe: 'Print the result as JSON' })
        .example('$0 new acme', 'Make the workspace acme in the folder acme'),
    handler: async ({ name, nx, from, 'skip-install': skipInstall, json }) => {
      const { createWorkspace } = await import('../new/create-workspace.ts');
      const { renderCreated } = await import('../new/render-created.ts');
      const created = await createWorkspace({ name, nx, from, install: !skipInstall }, terminal, json);
      terminal.stdout(`${json ? JSON.stringify(created, undefined, 2) : renderCreated(created)}\n`);
      finish(exitCodes.done);
    },
  };
}
