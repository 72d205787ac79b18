import { SlipwayError } from '@slipway/kit';

/** Reads JSON; `file` is what errors call it. Throws TEMPLATE_INVALID. */
export function parseJson(text: string, file: string): unknown {
  try {
    return JSON.parse(text.startsWith('\ufeff') ? text.slice(1) : text);
  } catch (error) {
    throw new SlipwayError({
      code: 'TEMPLATE_INVALID',
      summary: `${file} is not JSON.`,
      details: [error instanceof Error ? error.message : String(error)],
      cause: error,
    });
  }
}
