import { isSlipwayError } from '@slipway/kit';
import type { Terminal } from './terminal.ts';

/** Tells an error: as text to standard error, or as JSON to standard output where a program reads. */
export function reportError(error: unknown, { stdout, stderr }: Terminal, json: boolean): void {
  if (!isSlipwayError(error)) {
    // A defect of ours, not a mistake of the user's: the stack is what a report of it needs.
    stderr(`${error instanceof Error ? (error.stack ?? error.message) : String(error)}\n`);
    return;
  }
  if (!json) {
    stderr(`${error.message}\n`);
    return;
  }
  const { code, summary, details, state, hint } = error;
  stdout(`${JSON.stringify({ error: { code, summary, details, state, hint } }, undefined, 2)}\n`);
}
