import { isDigest } from '@slipway/kit';
import type { Descriptor, ImageConfigFile, Index, Manifest } from './documents.ts';

/** A document, or why it is none. */
export type Parsed<T> = { readonly ok: true; readonly value: T } | { readonly ok: false; readonly problem: string };

/** Reads an index, also the one in index.json. */
export function parseIndex(bytes: Uint8Array): Parsed<Index> {
  return parseAs(
    bytes,
    'an index',
    (value): value is Index =>
      isRecord(value) && value['schemaVersion'] === 2 && isArrayOf(value['manifests'], isDescriptor),
  );
}

/** Reads a manifest. */
export function parseManifest(bytes: Uint8Array): Parsed<Manifest> {
  return parseAs(
    bytes,
    'an image manifest',
    (value): value is Manifest =>
      isRecord(value) &&
      value['schemaVersion'] === 2 &&
      isDescriptor(value['config']) &&
      isArrayOf(value['layers'], isDescriptor),
  );
}

/** Reads an image configuration. */
export function parseImageConfig(bytes: Uint8Array): Parsed<ImageConfigFile> {
  return parseAs(
    bytes,
    'an image configuration',
    (value): value is ImageConfigFile =>
      isRecord(value) &&
      typeof value['os'] === 'string' &&
      typeof value['architecture'] === 'string' &&
      isOptional(value['variant'], isString) &&
      isOptional(value['config'], isRecord) &&
      isRecord(value['rootfs']) &&
      isArrayOf(value['rootfs']['diff_ids'], (id) => isString(id) && isDigest(id)),
  );
}

/** Reads JSON and checks its shape. `what` is named when it does not fit. */
export function parseAs<T>(bytes: Uint8Array, what: string, is: (value: unknown) => value is T): Parsed<T> {
  try {
    const value: unknown = JSON.parse(Buffer.from(bytes).toString('utf8'));
    return is(value) ? { ok: true, value } : { ok: false, problem: `is not ${what}` };
  } catch {
    return { ok: false, problem: 'is not JSON' };
  }
}

/** Whether a value is a JSON object. */
export function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** Whether a value is a text. */
export function isString(value: unknown): value is string {
  return typeof value === 'string';
}

/** Whether a value is an array with only such items. */
export function isArrayOf(value: unknown, is: (item: unknown) => boolean): boolean {
  return Array.isArray(value) && value.every(is);
}

function isDescriptor(value: unknown): value is Descriptor {
  return (
    isRecord(value) &&
    isString(value['mediaType']) &&
    isString(value['digest']) &&
    isDigest(value['digest']) &&
    Number.isSafeInteger(value['size']) &&
    Number(value['size']) >= 0 &&
    isOptional(
      value['platform'],
      (platform) => isRecord(platform) && isString(platform['os']) && isString(platform['architecture']),
    ) &&
    isOptional(
      value['annotations'],
      (annotations) => isRecord(annotations) && Object.values(annotations).every(isString),
    )
  );
}

function isOptional(value: unknown, is: (value: unknown) => boolean): boolean {
  return value === undefined || value === null || is(value);
}
