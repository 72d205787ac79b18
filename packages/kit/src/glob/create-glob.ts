import { createRequire } from 'node:module';
import type * as minimatch from 'minimatch';

/** Whether a path with `/` fits. */
export type Glob = (path: string) => boolean;

/**
 * A glob as minimatch understands it; with `dot`, wildcards match names that begin with a dot.
 * Plain ones (`templates/*`, `internal/**`) become an expression: loading minimatch would cost more time than
 * everything that is matched, in every process that asks Nx for its graph.
 */
export function createGlob(pattern: string, { dot = false }: { readonly dot?: boolean } = {}): Glob {
  const plain = toExpression(pattern, dot);
  let exact: Glob | undefined;
  return (path) => {
    // Empty, `.` and `..` are names that wildcards treat apart.
    if (plain !== undefined && !/(?:^|\/)\.{0,2}(?:\/|$)/.test(path)) return plain.test(path);
    exact ??= createWithMinimatch(pattern, dot);
    return exact(path);
  };
}

function createWithMinimatch(pattern: string, dot: boolean): Glob {
  const { Minimatch } = createRequire(import.meta.url)('minimatch') as typeof minimatch;
  const glob = new Minimatch(pattern, { dot });
  return (path) => glob.match(path);
}

/** Undefined for what needs more than names, `*` in a name, and one `**` between slashes. */
function toExpression(pattern: string, dot: boolean): RegExp | undefined {
  const segments = pattern.split('/');
  const isPlain = segments.every(
    (segment) => /^(?:\*\*|(?:[\w@.-]|\*(?!\*))+)$/.test(segment) && !/^\.{1,2}$/.test(segment),
  );
  const deep = segments.indexOf('**');
  if (!isPlain || deep !== segments.lastIndexOf('**')) return undefined;
  const before = segments.slice(0, deep === -1 ? undefined : deep).map((segment) => toName(segment, dot));
  if (deep === -1) return new RegExp(`^${before.join('/')}$`);
  const any = toName('*', dot);
  const after = segments.slice(deep + 1).map((segment) => toName(segment, dot));
  // At the end `**` stands for at least one name, elsewhere also for none.
  const middle = after.length === 0 ? `${any}(?:/${any})*` : `(?:${any}/)*${after.join('/')}`;
  return new RegExp(`^${[...before, middle].join('/')}$`);
}

function toName(segment: string, dot: boolean): string {
  const start = segment.startsWith('*') && !dot ? '(?!\\.)' : '';
  if (segment === '*') return `${start}[^/]+`;
  return start + segment.replaceAll('.', '\\.').replaceAll('*', '[^/]*');
}
