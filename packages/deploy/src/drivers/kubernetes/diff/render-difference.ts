import type { ReleasedObject } from '@slipway/kit';
import { toCanonical } from '../canonical.ts';
import type { KubeObject } from '../kube-object.ts';
import { toComparable } from './comparable.ts';
import { maskSecrets, type Sides } from './mask-secrets.ts';

/** A unified diff of one object, without secret values; empty where both sides are the same. */
export async function renderDifference(about: ReleasedObject, sides: Sides): Promise<string> {
  const { before, after } = maskSecrets({
    before: sides.before && toComparable(sides.before),
    after: sides.after && toComparable(sides.after),
  });
  const [from, to] = [await toYaml(before), await toYaml(after)];
  if (from === to) return '';
  const { createTwoFilesPatch, FILE_HEADERS_ONLY } = await import('diff');
  const name = [about.kind, about.namespace, about.name].filter((part) => part !== undefined).join('/');
  return createTwoFilesPatch(
    before === undefined ? '/dev/null' : `live/${name}`,
    after === undefined ? '/dev/null' : `release/${name}`,
    from,
    to,
    undefined,
    undefined,
    { context: 3, headerOptions: FILE_HEADERS_ONLY },
  );
}

async function toYaml(object: KubeObject | undefined): Promise<string> {
  if (object === undefined) return '';
  const { stringify } = await import('yaml');
  return stringify(toCanonical(object), { lineWidth: 0, aliasDuplicateObjects: false });
}
