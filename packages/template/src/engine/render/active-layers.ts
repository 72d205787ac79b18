import { isDeepStrictEqual } from 'node:util';
import { SlipwayError } from '@slipway/kit';
import type { LayerRule } from '../manifest/manifest.ts';
import type { Locals } from './locals.ts';

/** The names of the layers whose condition holds. Throws TEMPLATE_INVALID for a condition on a value nobody has. */
export function activeLayers(layers: readonly LayerRule[], locals: Locals): ReadonlySet<string> {
  const problems: string[] = [];
  const active = layers.filter(({ name, when = {} }) =>
    Object.entries(when).every(([key, wanted]) => {
      if (!Object.hasOwn(locals, key))
        problems.push(`layer "${name}" depends on "${key}", which is no input and no computed value`);
      const allowed = Array.isArray(wanted) ? (wanted as readonly unknown[]) : [wanted];
      return allowed.some((value) => isDeepStrictEqual(value, locals[key]));
    }),
  );
  if (problems.length === 0) return new Set(active.map(({ name }) => name));
  throw new SlipwayError({
    code: 'TEMPLATE_INVALID',
    summary: 'Layers of the template depend on values that do not exist.',
    details: problems,
  });
}
