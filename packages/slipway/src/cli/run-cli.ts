import { SlipwayError } from '@slipway/kit';
import yargs from 'yargs';
import { doctorCommand } from '../commands/doctor.ts';
import { newCommand } from '../commands/new.ts';
import { exitCodeOf, exitCodes, type ExitCode } from './exit-code.ts';
import { readOwnVersion } from './own-version.ts';
import { reportError } from './report-error.ts';
import type { Terminal } from './terminal.ts';

/** Parses the arguments and runs one command. Everything it throws becomes a message and an exit code. */
export async function runCli(args: readonly string[], terminal: Terminal): Promise<ExitCode> {
  const json = args.includes('--json');
  try {
    return await dispatch(args, terminal);
  } catch (error) {
    reportError(error, terminal, json);
    return exitCodeOf(error);
  }
}

async function dispatch(args: readonly string[], terminal: Terminal): Promise<ExitCode> {
  let exitCode: ExitCode = exitCodes.done;
  const finish = (code: ExitCode): void => {
    exitCode = code;
  };
  const parser = yargs([...args], terminal.cwd)
    .scriptName('slipway')
    .usage('$0 <command>: Go services in an Nx monorepo, from nothing to a digest-pinned release.')
    .command(newCommand(terminal, finish))
    .command(doctorCommand(terminal, finish))
    .completion('completion', 'Print a script that completes slipway in bash or zsh')
    .demandCommand(1, 'Which command?')
    .strict()
    .recommendCommands()
    .version(readOwnVersion())
    .alias({ help: 'h', version: 'v' })
    .epilogue('Exit codes: 0 done, 1 failed, 2 wrong usage, 130 cancelled.')
    .wrap(100)
    // Messages in one language: ours, whatever the locale.
    .locale('en')
    .exitProcess(false)
    .fail((message, error: unknown) => {
      throw error instanceof Error && !isUsageError(error) ? error : usageError(message);
    });
  // With a callback yargs hands its own text over (help, version, completion) and leaves the printing to us.
  await parser.parseAsync([...args], {}, (_error: unknown, _argv: unknown, output: string) => {
    if (output !== '') terminal.stdout(`${output}\n`);
  });
  return exitCode;
}

function isUsageError(error: Error): boolean {
  return error.name === 'YError';
}

function usageError(message: string): SlipwayError {
  return new SlipwayError({
    code: 'OPTIONS_INVALID',
    summary: message.replaceAll('\n', ' '),
    hint: 'Run "slipway --help".',
  });
}
