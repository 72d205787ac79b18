import { randomUUID } from 'node:crypto';
import { isSlipwayError, SlipwayError } from '@slipway/kit';
import type { KubeAnswer, KubeClient, KubeRefusal } from '../api/kube-client.ts';
import { toRefusalError } from '../api/refusal-error.ts';
import { fieldManager } from '../apply/managed-fields.ts';
import { metadataOnly } from '../apply/partial-metadata.ts';
import { recordName, type SetName } from './set-id.ts';
import { parseRecord, renderRecord, type SetContents, type SetRecord } from './set-record.ts';

/** Where the record of a set is. */
export interface RecordPlace {
  readonly client: KubeClient;
  readonly set: SetName;
}

/** How to write. */
export interface WriteSettings {
  /** What state things are in when it fails. */
  readonly state: string;
  /** Makes the namespace, or throws. Default: what is refused for it is thrown. */
  readonly onNamespaceMissing?: () => Promise<void>;
}

/** How often a write is tried whose answer was lost. */
const mostTries = 3;

/** Reads the record. `undefined` where there is none. */
export async function readRecord({ client, set }: RecordPlace): Promise<SetRecord | undefined> {
  const answer = await client.send({ method: 'GET', path: recordPath(set), accept: metadataOnly });
  if (answer.ok) return parseRecord(answer.object, set);
  if (answer.status === 404) return undefined;
  throw refused(answer, set, 'Nothing was changed.');
}

/**
 * Writes the record, if it still is as it was read: of two runs one loses, with RELEASE_BUSY.
 */
export async function writeRecord(
  place: RecordPlace,
  previous: SetRecord | undefined,
  contents: SetContents,
  { state, onNamespaceMissing = () => Promise.resolve() }: WriteSettings,
): Promise<SetRecord> {
  const run = randomUUID();
  const record = renderRecord(place.set, contents, run);
  for (let attempt = 1; ; attempt += 1) {
    const answer = await tryToWrite(place, previous, record, attempt);
    if (answer?.ok === true) return parseRecord(answer.object, place.set);
    if (answer === undefined || answer.status === 409) {
      const written = await findOwnWrite(place, previous, { run, state });
      if (written !== undefined) return written;
    }
    if (answer !== undefined) await mendPlace(place, answer, { attempt, state, onNamespaceMissing });
  }
}

/** Makes another try worth it, or throws what was refused. */
async function mendPlace(
  { set }: RecordPlace,
  refusal: KubeAnswer & { readonly ok: false },
  { attempt, state, onNamespaceMissing }: Required<WriteSettings> & { readonly attempt: number },
): Promise<void> {
  if (attempt === 1 && isNamespaceMissing(refusal)) return onNamespaceMissing();
  if (refusal.status !== 409 || attempt >= mostTries) throw refused(refusal, set, state);
}

/**
 * Looks what became of a write whose answer was lost, or that was refused because of one that came before:
 * a 409 may speak of our own. `undefined` where the record is as it was.
 */
async function findOwnWrite(
  place: RecordPlace,
  previous: SetRecord | undefined,
  { run, state }: { readonly run: string; readonly state: string },
): Promise<SetRecord | undefined> {
  const now = await readRecord(place);
  if (now?.run === run) return now;
  if (now?.resourceVersion !== previous?.resourceVersion) throw busy(place.set, state);
  return undefined;
}

/** Throws RELEASE_BUSY when another run has written the record since. */
export async function assertUnchanged(place: RecordPlace, { run }: SetRecord, state: string): Promise<void> {
  const now = await readRecord(place);
  if (now === undefined || now.run !== run) throw busy(place.set, state);
}

/** Deletes the record. Throws RELEASE_BUSY when another run has written it since; one that is gone is fine. */
export async function deleteRecord(
  place: RecordPlace,
  { uid, resourceVersion }: SetRecord,
  state: string,
): Promise<void> {
  const body = { preconditions: { uid, resourceVersion } };
  const answer = await place.client.send({ method: 'DELETE', path: recordPath(place.set), body });
  if (answer.ok || answer.status === 404) return;
  throw answer.status === 409 ? busy(place.set, state) : refused(answer, place.set, state);
}

/** `undefined` where nobody knows whether it was done. */
async function tryToWrite(
  { client, set }: RecordPlace,
  previous: SetRecord | undefined,
  record: ReturnType<typeof renderRecord>,
  attempt: number,
): Promise<KubeAnswer | undefined> {
  try {
    if (previous === undefined) {
      // Only a POST fails where somebody else was faster: an apply, even with a resourceVersion, takes what is there.
      return await client.send({ method: 'POST', path: recordsPath(set), query, body: record });
    }
    const metadata = { ...record.metadata, uid: previous.uid, resourceVersion: previous.resourceVersion };
    // The tooling was looked at, and the resourceVersion is the lock: what others own here is ours to write.
    const forced = { ...query, force: 'true' };
    return await client.send({ method: 'PATCH', path: recordPath(set), query: forced, body: { ...record, metadata } });
  } catch (error) {
    const isLost = isSlipwayError(error) && (error.code === 'CLUSTER_UNREACHABLE' || error.code === 'CLUSTER_FAILED');
    if (isLost && attempt < mostTries) return undefined;
    throw error;
  }
}

const query = { fieldManager };

function recordsPath({ namespace }: SetName): string {
  return `/api/v1/namespaces/${encodeURIComponent(namespace)}/secrets`;
}

function recordPath(set: SetName): string {
  return `${recordsPath(set)}/${encodeURIComponent(recordName(set))}`;
}

function refused(answer: KubeAnswer & { readonly ok: false }, set: SetName, state: string): SlipwayError {
  return toRefusalError(answer, { kind: 'Secret', name: recordName(set), namespace: set.namespace }, state);
}

function busy({ name, namespace }: SetName, state: string): SlipwayError {
  return new SlipwayError({
    code: 'RELEASE_BUSY',
    summary: `Another deploy of ${name} in namespace ${namespace} is running, or has just run.`,
    state,
    hint: 'Wait for the other one, then run this command again.',
  });
}

/** Whether a refusal says that the namespace is not there. */
export function isNamespaceMissing({ status, details }: KubeRefusal): boolean {
  return status === 404 && details.kind === 'namespaces';
}
