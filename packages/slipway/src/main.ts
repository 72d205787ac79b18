import { listenForCancellation } from '@slipway/kit';
import { runCli } from './cli/run-cli.ts';

/** The `slipway` command: arguments in, exit code out. Never throws. */
export async function main(args: readonly string[]): Promise<number> {
  // Never disposed: an impatient second Ctrl-C must not cut the tidying up short.
  const { signal } = listenForCancellation();
  return await runCli(args, {
    cwd: process.cwd(),
    signal,
    stdout: (text) => process.stdout.write(text),
    stderr: (text) => process.stderr.write(text),
  });
}
