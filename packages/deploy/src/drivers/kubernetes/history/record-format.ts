import type { KubeObject } from '../kube-object.ts';
import type { RecordEntry } from './stored-release.ts';

/** Type of the Secrets that records are. */
export const recordType = 'slipway.dev/release.v1';
/** Label: the release that a record belongs to. */
export const setLabel = 'slipway.dev/set';
/** Label: the environment that the release was made for. */
export const environmentLabel = 'slipway.dev/environment';
/** Label: the revision. */
export const versionLabel = 'slipway.dev/version';
/** Label: what became of it. The one part of a record that changes. */
export const statusLabel = 'slipway.dev/status';
/** Annotation: references of the images, as a JSON list. */
export const imagesAnnotation = 'slipway.dev/images';
/** Annotation: fingerprint of the set. */
export const fingerprintAnnotation = 'slipway.dev/fingerprint';
/** Annotation: the run that wrote the record. No two are equal, so that a run whose POST was repeated knows its own. */
export const runAnnotation = 'slipway.dev/run';

/** Name of the Secret that holds a revision. */
export function recordName(release: string, revision: number): string {
  return `slipway.${release}.v${revision}`;
}

/** A text as the value of a label: what a label cannot hold becomes a dash. */
export function toLabel(text: string): string {
  return text
    .replaceAll(/[^\w.-]/g, '-')
    .slice(0, 63)
    .replaceAll(/^[^a-z\d]+|[^a-z\d]+$/gi, '');
}

/** Entries of the listed Secrets, newest first. What is no record of the release is left out. */
export function parseEntries(release: string, items: unknown): readonly RecordEntry[] {
  const entries = (Array.isArray(items) ? (items as readonly Partial<KubeObject>[]) : []).flatMap((item) =>
    parseEntry(release, item),
  );
  const sorted = entries.sort((a, b) => b.revision - a.revision);
  const current = sorted.find(({ state }) => state === 'deployed');
  return sorted.map((entry) =>
    entry.state === 'deployed' && entry !== current ? { ...entry, state: 'superseded' } : entry,
  );
}

function parseEntry(release: string, { metadata }: Partial<KubeObject>): RecordEntry[] {
  const { name = '', labels = {}, annotations = {} } = metadata ?? {};
  // From the name, which cannot be changed: whoever edits labels must not make two records one.
  const digits = name.startsWith(`slipway.${release}.v`) ? name.slice(`slipway.${release}.v`.length) : '';
  if (!/^[1-9]\d{0,14}$/.test(digits)) return [];
  return [
    {
      name,
      revision: Number(digits),
      state: parseState(labels[statusLabel]),
      images: parseImages(annotations[imagesAnnotation]),
      fingerprint: annotations[fingerprintAnnotation] ?? '',
      created: metadata?.creationTimestamp ?? '',
      resourceVersion: metadata?.resourceVersion ?? '',
    },
  ];
}

function parseState(label: string | undefined): RecordEntry['state'] {
  // What nobody vouches for did not succeed.
  return label === 'pending' || label === 'deployed' || label === 'superseded' ? label : 'failed';
}

function parseImages(text: string | undefined): readonly string[] {
  try {
    const value: unknown = JSON.parse(text ?? '[]');
    return Array.isArray(value) ? value.filter((image) => typeof image === 'string') : [];
  } catch {
    return [];
  }
}
