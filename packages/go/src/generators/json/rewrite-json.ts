import { isDeepStrictEqual } from 'node:util';
import { getNodeValue, parseTree, type Node, type ParseError } from 'jsonc-parser';
import { insertChild, removeChild, replaceNode } from './edit-node.ts';

/** A JSON object of unknown content. */
export type JsonObject = Readonly<Record<string, unknown>>;

/** Whether a value is a JSON object, not a list. */
export function isJsonObject(value: unknown): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** The object itself; an empty one for anything else. */
export function toJsonObject(value: unknown): JsonObject {
  return isJsonObject(value) ? value : {};
}

/** The value of JSON text that may hold comments and trailing commas. Undefined when it is broken. */
export function readJsonText(text: string): unknown {
  const root = parseValue(text);
  return root === undefined ? undefined : valueOf(root);
}

/**
 * Changes JSON text so that it says `value`. Only what differs is written anew:
 * comments, order and layout of everything else stay. Returns the text itself when it says so already.
 */
export function rewriteJson(text: string, value: unknown): string {
  const wanted: unknown = JSON.parse(JSON.stringify(value));
  // One difference after the other: each moves the places of all that follow.
  for (let current = text; ;) {
    const root = parseValue(current);
    const next = root === undefined ? undefined : changeFirst(current, root, wanted);
    if (next === undefined) return current;
    current = next;
  }
}

function parseValue(text: string): Node | undefined {
  const errors: ParseError[] = [];
  const root = parseTree(text, errors, { allowTrailingComma: true });
  return errors.length > 0 ? undefined : root;
}

/** With ordinary objects: those of the parser have no prototype, and so equal no others. */
function valueOf(node: Node): unknown {
  return structuredClone(getNodeValue(node) as unknown);
}

/** The text with the first difference settled; undefined when there is none. */
function changeFirst(text: string, node: Node, value: unknown): string | undefined {
  if (isDeepStrictEqual(valueOf(node), value)) return undefined;
  if (node.type === 'object' && isJsonObject(value)) return changeObject(text, node, value);
  if (node.type === 'array' && Array.isArray(value)) return changeArray(text, node, value);
  return replaceNode(text, node, value);
}

function changeObject(text: string, node: Node, value: JsonObject): string | undefined {
  const properties = node.children ?? [];
  for (const [index, property] of properties.entries()) {
    const [key, child] = property.children ?? [];
    if (key === undefined || child === undefined) continue;
    const wanted = value[key.value as string];
    if (wanted === undefined) return removeChild(text, node, index);
    const changed = changeFirst(text, child, wanted);
    if (changed !== undefined) return changed;
  }
  const known = new Set(properties.map(({ children }) => children?.[0]?.value as string));
  const keys = Object.keys(value);
  const added = keys.findIndex((key) => !known.has(key));
  const key = keys[added];
  if (key === undefined) return undefined;
  // At the front only what belongs there; else at the end, where a reader looks for what is new.
  return insertChild(text, node, added === 0 ? 0 : properties.length, { key, value: value[key] });
}

/** Entries that stay keep their place and their comments: what differs lies between a common start and a common end. */
function changeArray(text: string, node: Node, value: readonly unknown[]): string | undefined {
  const children = node.children ?? [];
  const isSame = (child: Node | undefined, wanted: unknown) =>
    child !== undefined && isDeepStrictEqual(valueOf(child), wanted);
  let start = 0;
  while (start < value.length && isSame(children[start], value[start])) start += 1;
  let end = 0;
  const shorter = Math.min(children.length, value.length) - start;
  while (end < shorter && isSame(children[children.length - 1 - end], value[value.length - 1 - end])) end += 1;
  const old = children.length - start - end;
  const wanted = value.length - start - end;
  if (old > wanted) return removeChild(text, node, start + wanted);
  const child = children[start];
  if (old > 0 && child !== undefined) return changeFirst(text, child, value[start]);
  return insertChild(text, node, start, { value: value[start] });
}
