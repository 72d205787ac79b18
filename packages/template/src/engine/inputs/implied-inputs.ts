import type { JsonSchema } from '@slipway/kit';

/** Inputs of every template, whether its schema declares them or not: where the project goes and what it is called. */
export const impliedInputs: Readonly<Record<string, JsonSchema>> = {
  directory: { type: 'string' },
  name: { type: 'string' },
  cwd: { type: 'string' },
};

/** Inputs that say where, not what. They belong to one run and are not recorded. */
export const placeInputs: ReadonlySet<string> = new Set(['directory', 'cwd']);

/** Values every template can use without declaring them; no input may take their names. */
export const givenLocals: ReadonlySet<string> = new Set(['projectRoot', 'workspaceName', 'offsetFromRoot']);
