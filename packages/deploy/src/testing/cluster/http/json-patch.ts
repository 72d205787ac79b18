import { isJson, isSameJson, type Json } from '../objects/json.ts';
import { refuse } from '../objects/refusal.ts';

/** One operation of RFC 6902, as far as the API server's clients use it. */
export interface PatchOperation {
  readonly op: 'add' | 'replace' | 'remove' | 'test';
  readonly path: string;
  readonly value?: unknown;
}

/** Applies operations of RFC 6902. As on the server, `replace` makes what is not there. */
export function patchJson(target: unknown, operations: readonly PatchOperation[]): unknown {
  const result: unknown = structuredClone(target);
  for (const operation of operations) {
    const steps = operation.path.split('/').slice(1).map(unescape);
    const last = steps.pop() ?? '';
    const parent = steps.reduce<unknown>((node, step) => (node as Json | undefined)?.[step], result);
    if (Array.isArray(parent)) patchList(parent, last, operation);
    else if (isJson(parent)) patchField(parent, last, operation);
    else throw unprocessable();
  }
  return result;
}

function patchList(list: unknown[], step: string, { op, value }: PatchOperation): void {
  const index = step === '-' ? list.length : Number(step);
  if (op !== 'test') list.splice(index, op === 'add' ? 0 : 1, ...(op === 'remove' ? [] : [value]));
  else if (!isSameJson(list[index], value)) throw unprocessable();
}

function patchField(node: Record<string, unknown>, field: string, { op, value }: PatchOperation): void {
  if (op === 'test' && !isSameJson(node[field] ?? null, value ?? null)) throw unprocessable();
  if (op === 'remove' && !(field in node)) throw unprocessable();
  if (op === 'remove') Reflect.deleteProperty(node, field);
  else if (op !== 'test') node[field] = value;
}

function unescape(step: string): string {
  return step.replaceAll('~1', '/').replaceAll('~0', '~');
}

/** Merges by RFC 7396: null takes a field away, lists are replaced. */
export function mergePatch(target: unknown, patch: unknown): unknown {
  if (!isJson(patch)) return patch;
  const merged: Record<string, unknown> = isJson(target) ? { ...target } : {};
  for (const [field, value] of Object.entries(patch)) {
    if (value === null) Reflect.deleteProperty(merged, field);
    else merged[field] = mergePatch(merged[field], value);
  }
  return merged;
}

function unprocessable(): Error {
  return refuse(422, 'Invalid', 'the server rejected our request due to an error in our request', {});
}
