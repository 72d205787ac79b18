import { validateSchema, type JsonSchema } from '@slipway/kit';

/** Keywords that say how an input is asked for or described. They change nothing that is accepted. */
const annotations: ReadonlySet<string> = new Set([
  'title',
  'description',
  'examples',
  'patternDescription',
  'x-prompt',
  'x-priority',
  'x-secret',
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
  const result: Record<string, unknown> = { ...base };
  const refuse = (why: string): void => void problems.push(`the overlay ${why} of the input "${name}"`);
  const fits = async (what: string, value: unknown): Promise<void> => {
    const verdict = await validateSchema(base, value, `its ${what}`);
    if (verdict.problems.length > 0)
      refuse(`sets the ${what}, but the base does not take it: ${verdict.problems.join('; ')}`);
  };
  for (const [keyword, value] of Object.entries(change)) {
    const before = base[keyword];
    result[keyword] = value;
    if (annotations.has(keyword)) continue;
    else if (keyword === 'const' || keyword === 'default') await fits(keyword, value);
    else if (keyword === 'enum') for (const member of Array.isArray(value) ? value : []) await fits('enum', member);
    else if (keyword === 'pattern') {
      // Both must hold, and no program can tell which of two patterns is the narrower one.
      if (before !== undefined)
        result['allOf'] = [...((base['allOf'] as unknown[] | undefined) ?? []), { pattern: before }];
    } else if (raised.has(keyword) || lowered.has(keyword)) {
      const isLooser =
        typeof before === 'number' && (raised.has(keyword) ? Number(value) < before : Number(value) > before);
      if (isLooser) refuse(`loosens ${keyword} from ${before} to ${String(value)}`);
    } else if (JSON.stringify(before) !== JSON.stringify(value)) {
      refuse(`changes ${keyword}, which cannot be tightened,`);
    }
  }
  return result;
}
