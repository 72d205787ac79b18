import type { KubeObject } from '../../../drivers/kubernetes/kube-object.ts';
import { isSameJson } from '../objects/json.ts';
import type { ServedKind } from '../objects/kinds.ts';
import { refuse, type Refusal } from '../objects/refusal.ts';
import { formatFieldPath, subtract, toFieldSet, type FieldPath, type FieldSet } from './field-path.ts';
import { readOwners, withOwners, type FieldOwner } from './managed-fields.ts';
import { collectFields, readPath, removePath, writePath } from './object-fields.ts';

/** One apply. */
export interface ApplyRequest {
  readonly kind: ServedKind;
  readonly isCustom: boolean;
  /** What was sent. */
  readonly applied: KubeObject;
  /** Absent where the object is to be made. */
  readonly live?: KubeObject;
  readonly manager: string;
  readonly force: boolean;
  readonly time: string;
}

/**
 * What an object becomes by a server-side apply: what is sent, less what this manager sent before and nobody else owns.
 * Throws the conflicts with other managers. The times of managers count only where something else has changed.
 */
export function applyFields({ kind, isCustom, applied, live, manager, force, time }: ApplyRequest): KubeObject {
  const sent: KubeObject = kind.hasStatus ? withoutStatus(applied) : applied;
  const wanted = collectFields(sent, 'apply', isCustom);
  const base = live ?? emptyObject(applied);
  const owners = readOwners(base);
  const isOwn = (owner: FieldOwner): boolean => owner.manager === manager && owner.operation === 'Apply';
  const others = owners.filter((owner) => !isOwn(owner));
  const conflicts = others.map((owner) => ({ owner, paths: findConflicts(owner, wanted, base, sent) }));
  if (!force && conflicts.some(({ paths }) => paths.length > 0)) throw toConflict(conflicts);

  const result = structuredClone(base) as unknown as Record<string, unknown>;
  const before = owners.find(isOwn)?.fields ?? new Map<string, FieldPath>();
  const left = conflicts.map(({ owner, paths }) => ({ ...owner, fields: subtract(owner.fields, toFieldSet(paths)) }));
  for (const path of abandoned(before, wanted, left)) removePath(result, path);
  for (const path of wanted.values()) writePath(result, path, valueToWrite(sent, path));
  const own: FieldOwner = { manager, operation: 'Apply', apiVersion: applied.apiVersion, time, fields: wanted };
  return withOwners(result as unknown as KubeObject, [...left, own]);
}

/** Whether an apply changed anything but the times of managers. */
export function isSameApply(before: KubeObject, after: KubeObject): boolean {
  const timeless = (object: KubeObject): unknown => ({
    ...object,
    metadata: {
      ...object.metadata,
      managedFields: (object.metadata.managedFields ?? []).map(({ time: _, ...entry }) => entry),
    },
  });
  return isSameJson(timeless(before), timeless(after));
}

/** Paths that both own, and that would get another value. */
function findConflicts(owner: FieldOwner, wanted: FieldSet, live: KubeObject, sent: KubeObject): readonly FieldPath[] {
  return [...wanted]
    .filter(([key, path]) => owner.fields.has(key) && !(path.at(-1) ?? '').startsWith('k:'))
    .map(([, path]) => path)
    .filter((path) => !isSameJson(readPath(live, path), readPath(sent, path)));
}

/** Paths that were owned by this manager alone and are wanted no more. An item of a list comes before its fields, which go with it. */
function abandoned(before: FieldSet, wanted: FieldSet, others: readonly FieldOwner[]): readonly FieldPath[] {
  const isOwnedBelow = (key: string): boolean =>
    [wanted, ...others.map(({ fields }) => fields)].some((fields) =>
      [...fields.keys()].some((other) => other === key || other.startsWith(`${key}\0`)),
    );
  return [...subtract(before, wanted)]
    .filter(([key]) => !isOwnedBelow(key))
    .map(([, path]) => path)
    .sort((a, b) => a.length - b.length);
}

/** An item of a list is made by its keys; its fields are paths of their own. */
function valueToWrite(sent: KubeObject, path: FieldPath): unknown {
  const step = path.at(-1) ?? '';
  return step.startsWith('f:') ? readPath(sent, path) : undefined;
}

function toConflict(
  conflicts: readonly { readonly owner: FieldOwner; readonly paths: readonly FieldPath[] }[],
): Refusal {
  const all = conflicts.flatMap(({ owner, paths }) =>
    paths.map((path) => ({ who: describeOwner(owner), field: formatFieldPath(path) })),
  );
  const causes = all.map(({ who, field }) => ({
    reason: 'FieldManagerConflict',
    message: `conflict with ${who}`,
    field,
  }));
  const [first] = all;
  const groups = [...new Set(all.map(({ who }) => who))].sort().map((who) => {
    const fields = all.filter((conflict) => conflict.who === who).map(({ field }) => `- ${field}`);
    return [`conflicts with ${who}:`, ...fields].join('\n');
  });
  const text =
    all.length === 1 && first !== undefined
      ? `1 conflict: conflict with ${first.who}: ${first.field}`
      : `${all.length} conflicts: ${groups.join('\n')}`;
  return refuse(409, 'Conflict', `Apply failed with ${text}`, { causes });
}

function describeOwner({ manager, subresource, operation, apiVersion }: FieldOwner): string {
  const part = subresource === undefined ? '' : ` with subresource "${subresource}"`;
  return `"${manager}"${part}${operation === 'Update' ? ` using ${apiVersion}` : ''}`;
}

function withoutStatus({ status: _, ...object }: KubeObject): KubeObject {
  return object;
}

function emptyObject({ apiVersion, kind, metadata }: KubeObject): KubeObject {
  const { name, namespace } = metadata;
  return {
    apiVersion,
    kind,
    metadata: { name, ...(namespace === undefined ? {} : { namespace }) },
  };
}
