import { isDeepStrictEqual } from 'node:util';
import { validateSchema, type JsonSchema } from '@slipway/kit';

/** Keywords that say how an input is asked for or described. They change nothing that is accepted. */
const annotations: ReadonlySet<string> = new Set([
  'title',
  'description',
  'examples',
  'patternDescription',
  '$default',
  'alias',
  'aliases',
  'visible',
]);
/** Keywords whose greater value accepts less. */
const raised: ReadonlySet<string> = new Set(['minimum', 'exclusiveMinimum', 'minLength', 'minItems']);
/** Keywords whose smaller value accepts less. */
const lowered: ReadonlySet<string> = new Set(['maximum', 'exclusiveMaximum', 'maxLength', 'maxItems']);

/**
 * One input of the base with an overlay's keywords over it.
 * The result accepts nothing the base refuses; an attempt to loosen it is pushed to `problems`.
 */
export async function tightenInput(
  name: string,
  base: JsonSchema,
  change: JsonSchema,
  problems: string[],
): Promise<JsonSchema> {
  for (const [keyword, value] of Object.entries(change)) {
    const problem = isAnnotation(keyword) ? undefined : await loosening(keyword, value, base);
    if (problem !== undefined) problems.push(`the overlay ${problem} of the input "${name}"`);
  }
  const tightened = { ...base, ...change };
  if (!('pattern' in base && 'pattern' in change)) return tightened;
  // Both must hold, and no program can tell which of two patterns is the narrower one.
  const conditions = Array.isArray(base['allOf']) ? (base['allOf'] as readonly unknown[]) : [];
  return { ...tightened, allOf: [...conditions, { pattern: base['pattern'] }] };
}

/** Nx's own keywords start with `x-`. A secret is more than an annotation: it must not become a recorded answer. */
function isAnnotation(keyword: string): boolean {
  return annotations.has(keyword) || (keyword.startsWith('x-') && keyword !== 'x-secret');
}

async function loosening(keyword: string, value: unknown, base: JsonSchema): Promise<string | undefined> {
  if (keyword === 'const' || keyword === 'default') return misfit(keyword, [value], base);
  if (keyword === 'enum') return misfit(keyword, Array.isArray(value) ? value : [], base);
  if (keyword === 'pattern' || (keyword === 'x-secret' && value === true)) return undefined;
  const before = base[keyword];
  if (raised.has(keyword) || lowered.has(keyword)) return movedLimit(keyword, before, value);
  return isDeepStrictEqual(before, value) ? undefined : `changes ${keyword}, which cannot be tightened,`;
}

function movedLimit(keyword: string, before: unknown, value: unknown): string | undefined {
  if (typeof before !== 'number') return undefined;
  const isLooser = raised.has(keyword) ? Number(value) < before : Number(value) > before;
  return isLooser ? `loosens ${keyword} from ${before} to ${String(value)}` : undefined;
}

async function misfit(keyword: string, values: readonly unknown[], base: JsonSchema): Promise<string | undefined> {
  const { default: _replaced, ...accepts } = base;
  const verdicts = await Promise.all(values.map((value) => validateSchema(accepts, value, 'it')));
  const problems = verdicts.flatMap((verdict) => verdict.problems);
  return problems.length === 0
    ? undefined
    : `sets the ${keyword}, which the base does not take (${problems.join('; ')}),`;
}
