import type { Locals } from '../render/locals.ts';
import { pathProblem } from './check-path.ts';
import { segmentProblem } from './check-segment.ts';

/** What became of a path: the path, nothing (a segment came out empty: the file is left out), or a problem. */
export type RenderedPath =
  | { readonly kind: 'path'; readonly path: string }
  | { readonly kind: 'dropped' }
  | { readonly kind: 'problem'; readonly problem: string };

const placeholder = /__([A-Za-z][A-Za-z0-9]*)__/g;

/** Puts answers into the `__name__` of a logical path and checks what comes out. */
export function renderPath(logical: string, locals: Locals): RenderedPath {
  const problems: string[] = [];
  const segments = logical.split('/').map((segment) =>
    segment.replace(placeholder, (_whole, name: string) => {
      const value = Object.hasOwn(locals, name) ? locals[name] : undefined;
      if (typeof value === 'string') return value;
      problems.push(
        Object.hasOwn(locals, name) ? `"${name}" is no text` : `there is no answer or computed value "${name}"`,
      );
      return '';
    }),
  );
  const [first] = problems;
  if (first !== undefined) return { kind: 'problem', problem: first };
  if (segments.includes('')) return { kind: 'dropped' };
  // One by one: a separator inside an answer must not make a folder.
  for (const segment of segments) {
    const problem = segmentProblem(segment);
    if (problem !== undefined) return { kind: 'problem', problem: `it renders to "${segment}", and ${problem}` };
  }
  const path = segments.join('/');
  const problem = pathProblem(path);
  return problem === undefined ? { kind: 'path', path } : { kind: 'problem', problem };
}
