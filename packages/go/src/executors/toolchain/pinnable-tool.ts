import { isSlipwayError, SlipwayError } from '@slipway/kit';
import type { GoRun } from './with-go.ts';

/** Finds a tool that `go-tool` knows how to pin. Throws TOOL_MISSING with the command that pins it. */
export async function pinnableTool({ tool }: Pick<GoRun, 'tool'>, name: string): Promise<string> {
  try {
    return await tool(name);
  } catch (error) {
    if (!isSlipwayError(error) || error.code !== 'TOOL_MISSING') throw error;
    throw new SlipwayError({
      code: 'TOOL_MISSING',
      summary: `${name} is neither in tools/go.mod nor on the PATH.`,
      hint: `Pin it for everybody with "npx nx g @slipway/go:go-tool ${name}".`,
      cause: error,
    });
  }
}
