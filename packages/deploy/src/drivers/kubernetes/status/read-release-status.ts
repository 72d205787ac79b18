import type { ObjectStatus, ReleaseStatus } from '@slipway/kit';
import type { KubeClient } from '../api/kube-client.ts';
import type { ResourceFinder } from '../api/resources.ts';
import { listRecords } from '../history/list-records.ts';
import { readRecord } from '../history/read-record.ts';
import type { RecordEntry } from '../history/stored-release.ts';
import type { HistoryPlace } from '../history/history-place.ts';
import type { KubeObject } from '../kube-object.ts';
import { accessLines, type AccessPlace } from '../session/access-lines.ts';
import { readStatus } from '../watch/read-status.ts';

/** Where to look. */
export interface StatusSettings {
  readonly client: KubeClient;
  readonly finder: ResourceFinder;
  readonly place: HistoryPlace;
  readonly access: AccessPlace;
  /** Told what could not be looked at. */
  readonly warn: (line: string) => void;
}

/** How a release is: its history, and the objects of the newest revision as they are now. */
export async function readReleaseStatus(settings: StatusSettings): Promise<ReleaseStatus> {
  const { client, finder, place, access } = settings;
  const entries = await listRecords(place);
  const stored = await readObjects(settings, entries[0]);
  const objects: readonly ObjectStatus[] =
    stored.length === 0 ? [] : await readStatus({ client, finder, objects: stored });
  return {
    history: entries.map(({ revision, state, images, created }) => ({ revision, state, images, created })),
    objects,
    access: accessLines(stored, access),
  };
}

async function readObjects({ place, warn }: StatusSettings, newest?: RecordEntry): Promise<readonly KubeObject[]> {
  if (newest === undefined) return [];
  const content = await readRecord(place, newest);
  if (content.kind === 'whole') return content.release.objects;
  if (content.kind === 'names') return content.objects;
  warn(`The record of revision ${newest.revision} is damaged, so its objects are not shown: ${content.why}.`);
  return [];
}
