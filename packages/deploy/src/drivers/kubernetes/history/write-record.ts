import { randomUUID } from 'node:crypto';
import { toRefusalError } from '../api/refusal-error.ts';
import { fingerprintOf } from '../canonical.ts';
import type { KubeMetadata } from '../kube-object.ts';
import { busy } from './busy.ts';
import { secretsPath, type HistoryPlace } from './history-place.ts';
import { packRelease } from './pack-release.ts';
import {
  environmentLabel,
  fingerprintAnnotation,
  imagesAnnotation,
  parseEntries,
  recordName,
  recordType,
  runAnnotation,
  setLabel,
  statusLabel,
  toLabel,
  versionLabel,
} from './record-format.ts';
import type { RecordEntry, StoredRelease } from './stored-release.ts';

/** A record that was just opened. */
export interface OpenedRecord {
  readonly entry: RecordEntry;
  /** False: the release was too large, and nobody can go back to it. */
  readonly isWhole: boolean;
}

/**
 * Writes the record of a release that is about to be applied, as `pending`.
 * Each revision can be taken once: throws RELEASE_BUSY when another deploy was faster.
 */
export async function openRecord(place: HistoryPlace, revision: number, release: StoredRelease): Promise<OpenedRecord> {
  const { client, namespace } = place;
  const name = recordName(place.release, revision);
  const { text, isWhole } = await packRelease(release);
  const images = release.images.map(({ reference }) => reference);
  const answer = await client.send({
    method: 'POST',
    path: secretsPath(place),
    query: { fieldManager: 'slipway' },
    contentType: 'application/json',
    body: {
      apiVersion: 'v1',
      kind: 'Secret',
      metadata: {
        name,
        namespace,
        labels: {
          'app.kubernetes.io/managed-by': 'slipway',
          [setLabel]: place.release,
          [environmentLabel]: toLabel(place.environment),
          [versionLabel]: String(revision),
          [statusLabel]: 'pending',
        },
        annotations: {
          [imagesAnnotation]: JSON.stringify(images),
          [fingerprintAnnotation]: fingerprintOf(release.objects),
          [runAnnotation]: randomUUID(),
        },
      },
      type: recordType,
      immutable: true,
      data: { release: text },
    },
  });
  if (answer.ok) return { entry: toEntry(place, answer.object), isWhole };
  if (answer.status !== 409) throw toRefusalError(answer, { kind: 'Secret', name, namespace });
  throw busy(place, revision);
}

/** The listing's view of a record just written. */
function toEntry(place: HistoryPlace, { metadata }: { readonly metadata: KubeMetadata }): RecordEntry {
  const [entry] = parseEntries(place.release, [{ metadata }]);
  if (entry === undefined) throw new Error(`The API server answered with another object: ${metadata.name}`);
  return entry;
}
