import { isDeepStrictEqual } from 'node:util';
import { SlipwayError } from '@slipway/kit';
import type { LayerRule } from '../manifest/manifest.ts';
import { localNameProblem, type Locals } from './locals.ts';

/** Layer → the values its files see beside the others, once per time they are written. A layer that is off is missing. */
export type ActiveLayers = ReadonlyMap<string, readonly Locals[]>;

/** The layers whose condition holds. Throws TEMPLATE_INVALID for a condition or list that depends on what nobody has. */
export function activeLayers(layers: readonly LayerRule[], locals: Locals): ActiveLayers {
  const problems: string[] = [];
  const active = new Map<string, readonly Locals[]>();
  for (const { name, when = {}, each = {} } of layers) {
    const isOn = Object.entries(when).every(([key, wanted]) => {
      if (!Object.hasOwn(locals, key))
        problems.push(`layer "${name}" depends on "${key}", which is no input and no computed value`);
      const allowed = Array.isArray(wanted) ? (wanted as readonly unknown[]) : [wanted];
      return allowed.some((value) => isDeepStrictEqual(value, locals[key]));
    });
    if (isOn) active.set(name, repetitions(name, each, locals, problems));
  }
  if (problems.length === 0) return active;
  throw new SlipwayError({
    code: 'TEMPLATE_INVALID',
    summary: 'Layers of the template depend on values that do not exist.',
    details: problems,
    state: 'Nothing was written.',
  });
}

function repetitions(
  layer: string,
  each: Readonly<Record<string, string>>,
  locals: Locals,
  problems: string[],
): readonly Locals[] {
  const [entry] = Object.entries(each);
  if (entry === undefined) return [{}];
  const [name, list] = entry;
  const members = Object.hasOwn(locals, list) ? locals[list] : undefined;
  const badName = localNameProblem(name);
  if (badName !== undefined) problems.push(`layer "${layer}" cannot call its members "${name}": ${badName}`);
  if (Array.isArray(members)) return members.map((member: unknown) => ({ [name]: member }));
  problems.push(`layer "${layer}" is written for each of "${list}", which is no list`);
  return [];
}
