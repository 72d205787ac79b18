import type { CommandModule } from 'yargs';
import { exitCodes, type ExitCode } from '../cli/exit-code.ts';
import type { Terminal } from '../cli/terminal.ts';

interface DoctorArguments {
  readonly json: boolean;
}

/** `slipway doctor`. */
export function doctorCommand(
  terminal: Terminal,
  finish: (code: ExitCode) => void,
): CommandModule<object, DoctorArguments> {
  return {
    command: 'doctor',
    describe: 'Show what is usable here, and for what is missing the command that mends it',
    builder: (parser) => parser.option('json', { type: 'boolean', default: false, describe: 'Print as JSON' }),
    handler: async ({ json }) => {
      const { examine } = await import('../doctor/examine.ts');
      const { renderFindings } = await import('../doctor/render-findings.ts');
      const findings = await examine(terminal);
      terminal.stdout(`${json ? JSON.stringify({ findings }, undefined, 2) : renderFindings(findings)}\n`);
      const isUnusable = findings.some(({ isNeeded, state }) => isNeeded && state !== 'usable');
      finish(isUnusable ? exitCodes.failed : exitCodes.done);
    },
  };
}
