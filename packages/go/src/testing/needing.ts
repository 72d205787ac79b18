import { findOnPath } from '@slipway/kit';

/** The name of a suite that needs a program, with the reason where it must be skipped; `npm test` lists that. */
export async function needing(
  name: string,
  program: string,
): Promise<{ readonly name: string; readonly skip: boolean }> {
  if ((await findOnPath(program)) !== undefined) return { name, skip: false };
  return { name: `${name} (needs ${program}: it is not on the PATH)`, skip: true };
}
