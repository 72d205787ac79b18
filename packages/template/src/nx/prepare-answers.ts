import type { PrepareRequest, TemplateHooks } from '../engine/hooks/template-hooks.ts';
import type { Locals } from '../engine/render/locals.ts';

/** What the hooks of a chain made of the answers. */
export interface PreparedAnswers {
  readonly answers: Locals;
  readonly computed: Locals;
  readonly problems: readonly string[];
}

/** Lets each template's hooks complete the answers, the base first. Problems of all are gathered. */
export async function prepareAnswers(
  hooks: readonly TemplateHooks[],
  request: PrepareRequest,
): Promise<PreparedAnswers> {
  let result: PreparedAnswers = { answers: request.answers, computed: {}, problems: [] };
  for (const { prepare } of hooks) {
    const prepared = await prepare?.({ ...request, answers: result.answers });
    if (prepared === undefined) continue;
    result = {
      answers: prepared.answers,
      computed: { ...result.computed, ...prepared.computed },
      problems: [...result.problems, ...prepared.problems],
    };
  }
  return result;
}
