import { SlipwayError } from '@slipway/kit';
import type { Template as EjsTemplate } from 'ejs';
import type { SourceText } from '../source/template-folder.ts';
import { findTagProblem } from './check-tags.ts';
import { languageFunctions } from './language/index.ts';
import { describeValue } from './language/quoting.ts';
import { freezeLocals, localNameProblem, type Locals } from './locals.ts';
import { renderError, toRenderError } from './render-error.ts';
import { syntaxErrorLine } from './syntax-error-line.ts';

const maxIncludeDepth = 16;
/** Characters of one rendered file. What prints without end is stopped here; a loop that prints nothing is not. */
const maxOutput = 16 * 1024 * 1024;

/** Renders one template text, with some values beside those of all files. Throws TEMPLATE_RENDER_FAILED with file and line. */
export type RenderText = (source: SourceText, extra?: Locals) => string;

/**
 * Puts the real ejs behind rules: output is checked and never HTML-escaped, nothing but the locals and the language
 * functions is in scope, partials are the only thing to include, and no file reaches the disk from here.
 * A template is a program all the same, and is trusted as the package it came in.
 */
export async function createRenderer(locals: Locals, partials: ReadonlyMap<string, SourceText>): Promise<RenderText> {
  const { default: ejs } = await import('ejs');
  const answers = checkLocals(locals);

  const renderFile: RenderText = (file, own = {}) => {
    const values = { ...answers, ...freezeLocals(own) };
    let printed = 0;
    let depth = 0;

    const print = (value: unknown): string => {
      const text = toOutput(value);
      printed += text.length;
      if (printed > maxOutput) throw new RangeError(`more than ${maxOutput} characters are printed`);
      return text;
    };
    const include = (name: unknown, extra: Locals = {}): string => {
      const partial = typeof name === 'string' ? partials.get(name) : undefined;
      if (partial === undefined) throw new TypeError(missingPartial(name, partials));
      if (depth === maxIncludeDepth)
        throw new RangeError(`partials include one another more than ${maxIncludeDepth} deep`);
      depth++;
      try {
        return run(partial, { ...values, ...extra });
      } finally {
        depth--;
      }
    };
    const run = (source: SourceText, locals: Locals): string => {
      const scope = { ...locals, ...languageFunctions, include };
      const compiled = compile(ejs.Template, source, Object.keys(scope), print);
      try {
        return compiled(scope);
      } catch (error) {
        throw toRenderError(error, source);
      }
    };

    const text = run(file, values);
    if (text.length > maxOutput) throw renderError(file, undefined, `more than ${maxOutput} characters come out`);
    return text;
  };
  return renderFile;
}

/** Values come from hooks too: what no template could name, or could change, is their mistake. */
function checkLocals(locals: Locals): Locals {
  const refuse = (problem: string, cause?: unknown): SlipwayError =>
    new SlipwayError({ code: 'TEMPLATE_RENDER_FAILED', summary: problem, state: 'Nothing was written.', cause });
  for (const name of Object.keys(locals)) {
    const problem = localNameProblem(name);
    if (problem !== undefined) throw refuse(`"${name}" cannot be the name of a value for templates: ${problem}.`);
  }
  try {
    return freezeLocals(locals);
  } catch (error) {
    throw refuse(
      `Values for templates must be plain data: ${error instanceof Error ? error.message : String(error)}`,
      error,
    );
  }
}

function compile(
  Template: typeof EjsTemplate,
  source: SourceText,
  names: readonly string[],
  print: (value: unknown) => string,
): (scope: Locals) => string {
  const bad = findTagProblem(source.text);
  if (bad !== undefined) throw renderError(source, bad.line, bad.problem);
  const template = new Template(source.text, {
    filename: source.label,
    escape: print,
    strict: true,
    _with: false,
    // ejs declares these inside its own block, so `include` here hides the one that reads from disk.
    destructuredLocals: [...names],
  });
  try {
    return template.compile() as (scope: Locals) => string;
  } catch (error) {
    const [message = ''] = (error instanceof Error ? error.message : String(error)).split(' in ' + source.label);
    throw renderError(source, syntaxErrorLine(template.source), `this is not JavaScript: ${message}`, error);
  }
}

function toOutput(value: unknown): string {
  if (typeof value === 'string') return value;
  if (typeof value === 'boolean' || typeof value === 'bigint') return String(value);
  if (typeof value === 'number' && Number.isFinite(value)) return String(value);
  throw new TypeError(`the value to print is ${describeValue(value)}`);
}

function missingPartial(name: unknown, partials: ReadonlyMap<string, SourceText>): string {
  if (typeof name !== 'string') return `include() takes the name of a partial, not ${describeValue(name)}`;
  const known = partials.size === 0 ? 'there are none' : `there are ${[...partials.keys()].join(', ')}`;
  return `there is no partial "${name}" in partials/: ${known}`;
}
