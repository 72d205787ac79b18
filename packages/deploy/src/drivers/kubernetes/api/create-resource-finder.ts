import { closest, SlipwayError } from '@slipway/kit';
import type { KubeObject } from '../kube-object.ts';
import { builtInResources, kindKey } from './built-in-resources.ts';
import { readDiscovery } from './discovery.ts';
import type { KubeClient } from './kube-client.ts';
import { isRecord } from './read-refusal.ts';
import type { GroupKind, KubeResource, ResourceFinder } from './resources.ts';

type Kind = Pick<KubeObject, 'apiVersion' | 'kind'>;

/** Creates a finder. What the server said of its kinds is kept as long as it answers every question. */
export function createResourceFinder(client: Pick<KubeClient, 'send'>): ResourceFinder {
  let discovered: ReadonlyMap<string, KubeResource> = new Map();

  return {
    async find(objects) {
      const known = new Map([...builtInResources, ...discovered, ...resourcesOfDefinitions(objects)]);
      const isUnknown = (object: Kind) => !known.has(kindKey(object));
      if (objects.some(isUnknown)) {
        // A CRD may have been added since the last time.
        discovered = await readDiscovery(client);
        for (const [key, resource] of discovered) if (!known.has(key)) known.set(key, resource);
      }
      const unknown = objects.filter(isUnknown);
      if (unknown.length > 0) throw unknownKinds(unknown, [...known.values()]);
      return (object) => known.get(kindKey(object)) ?? refuse(unknownKinds([object], [...known.values()]));
    },
    async findGroupKinds(groupKinds) {
      const isNew = (groupKind: GroupKind) => findIn([builtInResources, discovered], groupKind) === undefined;
      if (groupKinds.some(isNew)) discovered = await readDiscovery(client);
      return groupKinds.map((groupKind) => findIn([builtInResources, discovered], groupKind));
    },
  };
}

/** The first of that kind: both the table and the server name the version they prefer first. */
function findIn(
  resources: readonly ReadonlyMap<string, KubeResource>[],
  { group, kind }: GroupKind,
): KubeResource | undefined {
  const all = resources.flatMap((map) => [...map.values()]);
  return all.find((resource) => resource.kind === kind && groupOf(resource) === group);
}

function groupOf({ apiVersion }: KubeResource): string {
  return apiVersion.includes('/') ? apiVersion.slice(0, apiVersion.indexOf('/')) : '';
}

/** Kinds that CRDs of the set itself define: they are served only after the CRD was applied. */
function resourcesOfDefinitions(objects: readonly Kind[]): readonly [string, KubeResource][] {
  return objects.filter(({ kind }) => kind === 'CustomResourceDefinition').flatMap((object) => toResources(object));
}

function toResources(definition: Kind & { readonly spec?: unknown }): readonly [string, KubeResource][] {
  const { spec } = definition;
  if (!isRecord(spec) || !isRecord(spec['names']) || !Array.isArray(spec['versions'])) return [];
  const { kind, plural } = spec['names'];
  const group = spec['group'];
  if (typeof kind !== 'string' || typeof plural !== 'string' || typeof group !== 'string') return [];
  const served = spec['versions'].filter(isRecord).filter((version) => version['served'] !== false);
  return served.map((version) => {
    const apiVersion = `${group}/${String(version['name'])}`;
    const resource = { apiVersion, kind, plural, namespaced: spec['scope'] === 'Namespaced' };
    return [kindKey(resource), resource];
  });
}

function unknownKinds(kinds: readonly Kind[], known: readonly KubeResource[]): SlipwayError {
  const names = [...new Set(kinds.map(({ apiVersion, kind }) => `${kind} (${apiVersion})`))];
  return new SlipwayError({
    code: 'APPLY_KIND_UNKNOWN',
    summary: `The cluster does not know ${names.length === 1 ? `the kind ${String(names[0])}` : `${names.length} kinds`}.`,
    details: [...new Set(kinds.map((kind) => describe(kind, known)))],
    hint: 'Install the CRD or operator that brings a missing kind first, or put the CRD into the same set.',
  });
}

function describe({ apiVersion, kind }: Kind, known: readonly KubeResource[]): string {
  const versions = known.filter((resource) => resource.kind === kind).map((resource) => resource.apiVersion);
  const near = closest(kind, [...new Set(known.map((resource) => resource.kind))]);
  const note =
    versions.length > 0
      ? `; ${kind} is served as ${versions.join(', ')}`
      : near === undefined
        ? ''
        : `; did you mean ${near}?`;
  return `${kind} of ${apiVersion} is not served${note}`;
}

function refuse(error: SlipwayError): never {
  throw error;
}
