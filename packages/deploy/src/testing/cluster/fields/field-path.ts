import type { KubeFields } from '../../../drivers/kubernetes/kube-object.ts';
import { isJson, type Json } from '../objects/json.ts';

/** One step of a path as managedFields spells it: `f:spec`, `k:{"name":"app"}`, `v:"finalizer"`. */
export type FieldStep = string;

/** The way to a value inside an object. A path that ends in a list item means that the item is there. */
export type FieldPath = readonly FieldStep[];

/** Paths without order, each once. */
export type FieldSet = ReadonlyMap<string, FieldPath>;

interface FieldTree {
  [step: FieldStep]: FieldTree;
}

/** A set of these paths. */
export function toFieldSet(paths: Iterable<FieldPath>): FieldSet {
  return new Map([...paths].map((path) => [path.join('\0'), path]));
}

/** Those of one set that are not in another. */
export function subtract(set: FieldSet, other: FieldSet): FieldSet {
  return new Map([...set].filter(([key]) => !other.has(key)));
}

/** The nested form of managedFields. */
export function toFieldsV1(set: FieldSet): KubeFields {
  const root: FieldTree = {};
  for (const [key, path] of [...set].sort(([a], [b]) => (a < b ? -1 : 1))) {
    let node = root;
    for (const step of path) {
      node = node[step] ??= {};
    }
    // A map or an item that is owned itself, and whose fields are owned too, is marked by a dot.
    if ([...set.keys()].some((other) => other.startsWith(`${key}\0`))) node['.'] = {};
  }
  return root;
}

/** Reads the nested form of managedFields. */
export function parseFieldsV1(fields: unknown): FieldSet {
  const paths: FieldPath[] = [];
  const walk = (node: Json, path: FieldPath): void => {
    const entries = Object.entries(node);
    if (path.length > 0 && (entries.length === 0 || '.' in node)) paths.push(path);
    for (const [step, child] of entries) if (step !== '.' && isJson(child)) walk(child, [...path, step]);
  };
  if (isJson(fields)) walk(fields, []);
  return toFieldSet(paths);
}

/** `.spec.template.spec.containers[name="app"].image`. */
export function formatFieldPath(path: FieldPath): string {
  return path
    .map((step) => {
      const rest = step.slice(2);
      if (step.startsWith('f:')) return `.${rest}`;
      if (step.startsWith('v:')) return `[=${rest}]`;
      const keys = Object.entries(JSON.parse(rest) as Json);
      return `[${keys.map(([key, value]) => `${key}=${JSON.stringify(value)}`).join(',')}]`;
    })
    .join('');
}
