import type { Advice } from './options/option-rule.ts';

/** What the report says of one place in the workspace. */
export interface Finding extends Advice {
  /** kept: stays with the plugin, because we have nothing like it. changed: is ours now, and works a little differently. */
  readonly kind: 'kept' | 'changed';
  readonly file: string;
  /** Where in the file: `targets.build.options.flags`; empty for all of it. */
  readonly key: string;
}

/** The same advice at a place. */
export function findingAt(kind: Finding['kind'], file: string, key: string, { says, todo }: Advice): Finding {
  return { kind, file, key, says, todo };
}
