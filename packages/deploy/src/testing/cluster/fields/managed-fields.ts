import type { KubeMetadata, KubeObject } from '../../../drivers/kubernetes/kube-object.ts';
import { isSameJson, readField, type Json } from '../objects/json.ts';
import { parseFieldsV1, subtract, toFieldsV1, toFieldSet, type FieldSet } from './field-path.ts';
import { collectFields, readPath } from './object-fields.ts';

/** What one manager owns. */
export interface FieldOwner {
  readonly manager: string;
  readonly operation: 'Apply' | 'Update';
  readonly subresource?: string;
  readonly apiVersion: string;
  readonly time: string;
  readonly fields: FieldSet;
}

/** Reads the owners out of an object. */
export function readOwners(object: KubeObject): readonly FieldOwner[] {
  return (object.metadata.managedFields ?? []).map((entry) => {
    const subresource = readField(entry, 'subresource');
    return {
      manager: entry.manager ?? '',
      operation: entry.operation === 'Apply' ? 'Apply' : 'Update',
      ...(typeof subresource === 'string' ? { subresource } : {}),
      apiVersion: object.apiVersion,
      time: entry.time ?? '',
      fields: parseFieldsV1(readField(entry, 'fieldsV1')),
    };
  });
}

/** An object with these owners. Owners of nothing are left out, as the server does. */
export function withOwners(object: KubeObject, owners: readonly FieldOwner[]): KubeObject {
  const { managedFields: _, ...metadata }: KubeMetadata = object.metadata;
  const entries = owners
    .filter(({ fields }) => fields.size > 0)
    // A fixed order, so that an apply which changes nothing is seen to change nothing.
    .toSorted((a, b) => (ownerKey(a) < ownerKey(b) ? -1 : 1))
    .map(({ fields, subresource, manager, operation, apiVersion, time }) => ({
      manager,
      operation,
      apiVersion,
      time,
      fieldsType: 'FieldsV1',
      fieldsV1: toFieldsV1(fields),
      ...(subresource === undefined ? {} : { subresource }),
    }));
  return { ...object, metadata: { ...metadata, ...(entries.length === 0 ? {} : { managedFields: entries }) } };
}

/** Who wrote an object by another way than apply. */
export interface Writer {
  readonly manager: string;
  readonly subresource?: string;
  readonly isCustom: boolean;
  readonly time: string;
}

/** Gives what changed between two objects to the one who changed it, and takes it from everybody else. */
export function ownUpdate(before: KubeObject | undefined, after: KubeObject, writer: Writer): KubeObject {
  const { manager, subresource, isCustom, time } = writer;
  const old: Json = before ?? {};
  const present = collectFields(after, 'update', isCustom);
  const isChanged = (path: readonly string[]): boolean => {
    const value = readPath(after, path);
    const previous = readPath(old, path);
    // Of a map that was there and is there, only the fields can have changed hands.
    const isWhole = [...present.keys()].some((key) => key.startsWith(`${path.join('\0')}\0`));
    return isWhole || (path.at(-1) ?? '').startsWith('k:') ? previous === undefined : !isSameJson(value, previous);
  };
  const changed = toFieldSet([...present.values()].filter(isChanged));
  const owners = (before === undefined ? [] : readOwners(before)).map((owner) => ({
    ...owner,
    fields: toFieldSet(
      [...owner.fields.values()].filter((path) => !changed.has(path.join('\0')) && readPath(after, path) !== undefined),
    ),
  }));
  const isOwn = (owner: FieldOwner): boolean =>
    owner.manager === manager && owner.operation === 'Update' && owner.subresource === subresource;
  const own = owners.find(isOwn)?.fields ?? new Map<string, readonly string[]>();
  if (subtract(changed, own).size === 0 && changed.size === 0) return withOwners(after, owners);
  const mine: FieldOwner = {
    manager,
    operation: 'Update',
    ...(subresource === undefined ? {} : { subresource }),
    apiVersion: after.apiVersion,
    time,
    fields: new Map([...own, ...changed]),
  };
  return withOwners(after, [...owners.filter((owner) => !isOwn(owner)), mine]);
}

function ownerKey({ operation, manager, subresource = '' }: FieldOwner): string {
  return [operation, manager, subresource].join('\0');
}
