import { isSlipwayError, withHint } from '@slipway/kit';
import { kubectlCommand, type AccessPlace } from './access-lines.ts';

/** The beginning of a command, and not of a sentence about kubectl. */
const beginning = /\bkubectl (?=(?:-n|create|delete|describe|get|logs|rollout|wait) )/g;

/**
 * Runs an action, and lets kubectl's commands in the hint of its error lead where the action went: whoever copies
 * them may have another context selected.
 */
export async function hintingAt<Result>(place: AccessPlace, action: () => Promise<Result>): Promise<Result> {
  try {
    return await action();
  } catch (error) {
    if (!isSlipwayError(error) || error.hint === undefined) throw error;
    throw withHint(error, error.hint.replaceAll(beginning, `${kubectlCommand(place)} `));
  }
}
