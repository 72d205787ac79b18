import { promisify } from 'node:util';
import { gunzip, gzip } from 'node:zlib';
import { fingerprintOf } from '../canonical.ts';
import type { KubeObject } from '../kube-object.ts';
import type { ObjectName, RecordContent, StoredRelease } from './stored-release.ts';

/** Bytes of packed content that a record may have. The API server refuses a Secret with more than 1 MiB of data. */
export const recordLimit: number = 900 * 1024;
/** Bytes that a record may unpack to: far above any set, far below what would fill a machine's memory. */
const unpackedLimit = 256 * 1024 * 1024;

/** A release as the text of a Secret's `data`, and whether all of it went in. */
export interface PackedRelease {
  /** Base64 of gzip of JSON. */
  readonly text: string;
  /** False: only the names of the objects are in it, and nobody can go back to it. */
  readonly isWhole: boolean;
}

/** Packs a release for its record; of one that is too large only names and fingerprints. */
export async function packRelease(
  { images, objects }: StoredRelease,
  limit: number = recordLimit,
): Promise<PackedRelease> {
  const whole = await pack({ schema: 1, images, objects });
  if (whole.length <= limit) return { text: whole.toString('base64'), isWhole: true };
  const names = objects.map((object) => ({ ...nameOf(object), fingerprint: fingerprintOf(object) }));
  return { text: (await pack({ schema: 1, images, names })).toString('base64'), isWhole: false };
}

/** Reads what `packRelease` wrote. Whatever else it is given, it answers `damaged`, and never throws. */
export async function unpackRelease(text: unknown): Promise<RecordContent> {
  if (typeof text !== 'string') return { kind: 'damaged', why: 'it holds no release' };
  try {
    const json = await promisify(gunzip)(Buffer.from(text, 'base64'), { maxOutputLength: unpackedLimit });
    return toContent(JSON.parse(json.toString('utf8')));
  } catch (error) {
    return {
      kind: 'damaged',
      why: `it cannot be unpacked (${error instanceof Error ? error.message : String(error)})`,
    };
  }
}

async function pack(content: unknown): Promise<Buffer> {
  return promisify(gzip)(JSON.stringify(content), { level: 9 });
}

function toContent(value: unknown): RecordContent {
  if (typeof value !== 'object' || value === null) return { kind: 'damaged', why: 'it holds no release' };
  const { schema, images, objects, names } = value as Readonly<Record<string, unknown>>;
  if (schema !== 1) return { kind: 'damaged', why: `a newer Slipway wrote it (format ${String(schema)})` };
  if (Array.isArray(names) && names.every(isObject)) return { kind: 'names', objects: names };
  if (Array.isArray(objects) && objects.every(isObject) && Array.isArray(images)) {
    return { kind: 'whole', release: { images: images as StoredRelease['images'], objects } };
  }
  return { kind: 'damaged', why: 'it holds no release' };
}

function isObject(value: unknown): value is KubeObject {
  if (typeof value !== 'object' || value === null) return false;
  const { apiVersion, kind, metadata } = value as Readonly<Record<string, unknown>>;
  return (
    typeof apiVersion === 'string' && typeof kind === 'string' && typeof metadata === 'object' && metadata !== null
  );
}

/** What identifies an object, without its content. */
function nameOf({ apiVersion, kind, metadata: { name, namespace } }: KubeObject): ObjectName {
  return { apiVersion, kind, metadata: { name, ...(namespace === undefined ? {} : { namespace }) } };
}
