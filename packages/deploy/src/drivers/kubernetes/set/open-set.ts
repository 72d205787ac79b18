import type { KubeClient } from '../api/kube-client.ts';
import type { KubeResource, ResourceFinder } from '../api/resources.ts';
import { groupKindOf, identityOf, parseGroupKind } from '../apply/object-identity.ts';
import type { PlacedObject } from '../apply/place-objects.ts';
import { foreignError } from './foreign-error.ts';
import { listMembers, type Member } from './list-members.ts';
import { readRecord } from './record-store.ts';
import { setId, type SetName } from './set-id.ts';
import { assertOwnRecord, toContents, type SetContents, type SetRecord } from './set-record.ts';

/** What to look at before a set is changed. */
export interface OpenSettings {
  readonly client: KubeClient;
  readonly finder: ResourceFinder;
  readonly set: SetName;
  /** What the set shall hold. */
  readonly placed: readonly PlacedObject[];
  /** Whether the set of another tool may be taken over. */
  readonly adopt: boolean;
  /** Reads the members whole, and leaves it to the caller to look whether an object belongs to another set. Default: false. */
  readonly isPreview?: boolean;
}

/** A set as it is, and what shall become of it. */
export interface OpenedSet {
  /** Absent for a set that is new. */
  readonly record: SetRecord | undefined;
  /** Members by identity. */
  readonly members: ReadonlyMap<string, Member>;
  /** Where the objects of the new set are. */
  readonly wanted: SetContents;
  /** Where members may be until all orphans are gone: in the old places and in the new. */
  readonly all: SetContents;
  readonly warnings: readonly string[];
}

/**
 * Reads the record of a set and lists its members. Reads only.
 * Throws RELEASE_FOREIGN where another tool keeps the set, or another set an object of it.
 */
export async function openSet(settings: OpenSettings): Promise<OpenedSet> {
  const { client, finder, set, placed, adopt, isPreview = false } = settings;
  const record = await readRecord({ client, set });
  if (record !== undefined && !adopt) assertOwnRecord(record, set);
  const wanted = toContents(set, {
    groupKinds: placed.map(({ resource }) => groupKindOf(resource)),
    namespaces: placed.flatMap(({ object }) => object.metadata.namespace ?? []),
  });
  const own = new Map(placed.map(({ resource }) => [groupKindOf(resource), resource]));
  const { resources, gone } = await findOthers(finder, own, record?.groupKinds ?? []);
  const all = toContents(set, {
    groupKinds: [...wanted.groupKinds, ...resources.map(groupKindOf)],
    namespaces: [...wanted.namespaces, ...(record?.namespaces ?? [])],
  });
  const id = setId(set);
  const listed = await listMembers({
    client,
    resources: [...own.values(), ...resources],
    namespaces: [set.namespace, ...all.namespaces],
    ...(isPreview ? { wholeSet: id } : {}),
  });
  await assertNoneForeign({ client, set, placed, listed, id });
  const members = listed.filter((member) => member.set === id && member.isApplied);
  return {
    record,
    members: new Map(members.map((member) => [identityOf(member.resource, member.metadata), member])),
    wanted,
    all,
    warnings: gone.map(
      (kind) =>
        `The cluster no longer knows ${kind}, which release ${set.name} once held: nothing of it is left to delete.`,
    ),
  };
}

/** Kinds that only the record knows. Where the server has none of a kind, its objects went with it. */
async function findOthers(
  finder: ResourceFinder,
  own: ReadonlyMap<string, KubeResource>,
  groupKinds: readonly string[],
): Promise<{ readonly resources: readonly KubeResource[]; readonly gone: readonly string[] }> {
  const others = groupKinds.filter((groupKind) => !own.has(groupKind));
  if (others.length === 0) return { resources: [], gone: [] };
  const found = await finder.findGroupKinds(others.map(parseGroupKind));
  return {
    resources: found.filter((resource) => resource !== undefined),
    gone: others.filter((_, index) => found[index] === undefined),
  };
}

interface ForeignCheck {
  readonly client: KubeClient;
  readonly set: SetName;
  readonly placed: readonly PlacedObject[];
  readonly listed: readonly Member[];
  readonly id: string;
}

async function assertNoneForeign({ client, set, placed, listed, id }: ForeignCheck): Promise<void> {
  const others = new Map(
    listed
      .filter((member) => member.set !== id)
      .map((member) => [identityOf(member.resource, member.metadata), member]),
  );
  const foreign = placed.flatMap(({ object, resource }) => {
    const member = others.get(identityOf(resource, object.metadata));
    return member === undefined ? [] : [{ object, owner: member.set }];
  });
  if (foreign.length > 0) throw await foreignError({ client, namespace: set.namespace }, foreign);
}
