import { placeInputs } from '../inputs/implied-inputs.ts';
import { inputsOf } from '../inputs/input-properties.ts';
import type { Template } from '../template.ts';
import type { Locals } from './locals.ts';

/** Where a project is, as its templates may want to know. */
export interface ProjectFacts {
  readonly name: string;
  /** Relative to the workspace root, with `/`. */
  readonly root: string;
  readonly workspaceName: string;
}

/** Everything the files of a template can name: declared inputs, answers, computed values, facts of the project. */
export function projectLocals(template: Template, facts: ProjectFacts, answers: Locals, computed: Locals): Locals {
  const unanswered: Locals = Object.fromEntries(
    Object.keys(inputsOf(template.inputs)).map((name) => [name, undefined] as const),
  );
  const values: Record<string, unknown> = {
    ...unanswered,
    ...answers,
    ...computed,
    name: facts.name,
    projectRoot: facts.root,
    workspaceName: facts.workspaceName,
    offsetFromRoot: '../'.repeat(facts.root.split('/').length),
  };
  return Object.fromEntries(Object.entries(values).filter(([name]) => !placeInputs.has(name)));
}
