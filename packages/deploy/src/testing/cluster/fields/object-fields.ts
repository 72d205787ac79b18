import { isJson, isSameJson, type Json } from '../objects/json.ts';
import { toFieldSet, type FieldPath, type FieldSet, type FieldStep } from './field-path.ts';
import { keyDefaults, structureOf } from './field-structure.ts';

type Node = Record<string, unknown>;

/**
 * The paths of all fields that an object sets. An update owns the maps it makes beside what is in them, an apply does not.
 * What names an object is no field of it.
 */
export function collectFields(object: Json, by: 'apply' | 'update', isCustom: boolean): FieldSet {
  const { apiVersion: _, kind: __, metadata, ...content } = object;
  const visit = (value: unknown, path: FieldPath, fields: readonly string[]): readonly FieldPath[] => {
    const structure = structureOf(fields, value, isCustom);
    const below = (node: unknown, at: FieldPath): readonly FieldPath[] =>
      Object.entries(isJson(node) ? node : {}).flatMap(([field, child]) =>
        visit(child, [...at, `f:${field}`], [...fields, field]),
      );
    if (structure.type === 'granular') {
      const isOwnedItself = Object.keys(value as Json).length === 0 || (by === 'update' && path.length > 1);
      return [...(isOwnedItself ? [path] : []), ...below(value, path)];
    }
    const items = Array.isArray(value) ? (value as readonly unknown[]) : [];
    if (structure.type === 'set') return items.map((item) => [...path, `v:${JSON.stringify(item)}`]);
    if (structure.type !== 'list') return [path];
    return items.flatMap((item) => {
      const at = [...path, itemStep(item, structure.keys)];
      return [at, ...below(item, at)];
    });
  };
  const named = Object.entries(isJson(metadata) ? metadata : {}).filter(([field]) => ownedMetadata.includes(field));
  return toFieldSet([
    ...named.flatMap(([field, value]) => visit(value, ['f:metadata', `f:${field}`], ['metadata', field])),
    ...Object.entries(content).flatMap(([field, value]) => visit(value, [`f:${field}`], [field])),
  ]);
}

const ownedMetadata = ['labels', 'annotations', 'finalizers', 'ownerReferences'];

/** The value at a path; undefined where there is none. */
export function readPath(root: Json, path: FieldPath): unknown {
  let node: unknown = root;
  for (const step of path) {
    if (step.startsWith('f:')) node = isJson(node) ? node[step.slice(2)] : undefined;
    else node = Array.isArray(node) ? node.find(itemMatcher(step)) : undefined;
  }
  return node;
}

/** Puts a value at a path of a copy that may be changed, and makes what is missing on the way. */
export function writePath(root: Node, path: FieldPath, value: unknown): void {
  let node: unknown = root;
  for (const [index, step] of path.entries()) {
    if (!step.startsWith('f:')) {
      node = itemOf(node as unknown[], step);
      continue;
    }
    const parent = node as Node;
    const field = step.slice(2);
    if (index === path.length - 1) writeField(parent, field, value);
    else parent[field] ??= (path[index + 1] ?? '').startsWith('f:') ? {} : [];
    node = parent[field];
  }
}

function writeField(parent: Node, field: string, value: unknown): void {
  // An empty map that is applied does not empty the map that is there.
  if (isJson(value) && Object.keys(value).length === 0 && isJson(parent[field])) return;
  parent[field] = structuredClone(value);
}

/** Takes the value at a path out of a copy that may be changed. */
export function removePath(root: Node, path: FieldPath): void {
  const parent = readPath(root, path.slice(0, -1));
  const step = path.at(-1) ?? '';
  if (isJson(parent)) Reflect.deleteProperty(parent, step.slice(2));
  else if (Array.isArray(parent)) {
    const index = parent.findIndex(itemMatcher(step));
    if (index >= 0) parent.splice(index, 1);
  } else return;
  // The server keeps no empty map or list where a merge took the last entry.
  if (path.length > 2 && Object.keys(parent).length === 0) removePath(root, path.slice(0, -1));
}

function itemStep(item: unknown, keys: readonly string[]): FieldStep {
  const values = keys.map((key) => [key, (isJson(item) ? item[key] : undefined) ?? keyDefaults[key]] as const);
  return `k:${JSON.stringify(Object.fromEntries(values.filter(([, value]) => value !== undefined)))}`;
}

function itemMatcher(step: FieldStep): (item: unknown) => boolean {
  const wanted: unknown = JSON.parse(step.slice(2));
  if (!step.startsWith('k:') || !isJson(wanted)) return (item) => isSameJson(item, wanted);
  return (item) =>
    isJson(item) && Object.entries(wanted).every(([key, value]) => (item[key] ?? keyDefaults[key]) === value);
}

function itemOf(list: unknown[], step: FieldStep): unknown {
  const found: unknown = list.find(itemMatcher(step));
  if (found !== undefined) return found;
  const made: unknown = JSON.parse(step.slice(2));
  list.push(made);
  return made;
}
