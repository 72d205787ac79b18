import { isSlipwayError, SlipwayError, throwIfCancelled } from '@slipway/kit';
import type { GoRun } from '../toolchain/with-go.ts';
import type { Serving } from './serving.ts';

/** A program that runs beside us, in one version after the other. */
export interface Program {
  /** Whether it has been started, and has not ended since. */
  isRunning(): boolean;
  /** Stops the one that runs, and then starts what lies in the file now. Throws CANCELLED. */
  restart(): Promise<void>;
  /** Asks it to end, ends it after three seconds, and resolves when it and all it started are gone. */
  stop(): Promise<void>;
}

/** Makes a program that does not run yet; `onEnd` hears when it ends by itself, with the error of one that fails. */
export function createProgram(
  run: GoRun,
  { file, args, env }: Pick<Serving, 'file' | 'args' | 'env'>,
  onEnd: (error: SlipwayError | undefined) => void,
): Program {
  let running: { readonly controller: AbortController; readonly ended: Promise<void> } | undefined;

  const stop = async () => {
    const reason = new SlipwayError({ code: 'CANCELLED', summary: 'A newer program takes its place.' });
    running?.controller.abort(reason);
    await running?.ended;
  };
  const start = () => {
    const controller = new AbortController();
    const settle = (error: unknown): void => {
      running = undefined;
      if (controller.signal.aborted || run.signal.aborted) return;
      onEnd(isSlipwayError(error) ? error : undefined);
    };
    const ended = run
      .run({ file, args, env, cwd: run.cwd, effect: 'change', output: 'live', signal: controller.signal })
      .then(() => settle(undefined), settle);
    running = { controller, ended };
  };

  return {
    isRunning: () => running !== undefined,
    async restart() {
      await stop();
      throwIfCancelled(run.signal);
      start();
    },
    stop,
  };
}
