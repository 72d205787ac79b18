import type { KubeObject } from '../../../drivers/kubernetes/kube-object.ts';
import { readField, readList, readText } from './json.ts';
import { builtInKinds, type ServedKind } from './kinds.ts';
import type { ObjectStore } from './object-store.ts';

/** The kinds that are served: the built-in ones and those of the CRDs that are established. */
export interface KindTable {
  readonly all: readonly ServedKind[];
  /** By the plural of a path. */
  find(group: string, version: string, plural: string): ServedKind | undefined;
  /** By the kind of an object; throws where a script names one that is not there. */
  of(kind: string): ServedKind;
  isCustom(kind: ServedKind): boolean;
  isServedVersion(group: string, version: string): boolean;
}

/** Looks the kinds of CRDs up in the store at each question, so that they come and go with their CRD. */
export function createKindTable(store: ObjectStore): KindTable {
  const all = (): readonly ServedKind[] => [
    ...builtInKinds,
    ...store.list(crdKind, '').filter(isEstablished).flatMap(kindsOf),
  ];
  return {
    get all() {
      return all();
    },
    find: (group, version, plural) =>
      all().find((kind) => kind.group === group && kind.version === version && kind.plural === plural),
    of(name) {
      const found = all().find(({ kind }) => kind === name);
      if (found === undefined) throw new Error(`The cluster does not know the kind ${name}.`);
      return found;
    },
    isCustom: (kind) => !builtInKinds.includes(kind),
    isServedVersion: (group, version) => all().some((kind) => kind.group === group && kind.version === version),
  };
}

const crdKind = builtInKinds.find(({ kind }) => kind === 'CustomResourceDefinition') ?? missing();

function missing(): never {
  throw new Error('The table of kinds has no CustomResourceDefinition.');
}

function isEstablished(crd: KubeObject): boolean {
  return readList(crd, 'status', 'conditions').some(
    (condition) => readText(condition, 'type') === 'Established' && readText(condition, 'status') === 'True',
  );
}

function kindsOf(crd: KubeObject): readonly ServedKind[] {
  return readList(crd, 'spec', 'versions')
    .filter((version) => readField(version, 'served') === true)
    .map((version) => ({
      group: readText(crd, 'spec', 'group'),
      version: readText(version, 'name'),
      kind: readText(crd, 'spec', 'names', 'kind'),
      plural: readText(crd, 'spec', 'names', 'plural'),
      namespaced: readText(crd, 'spec', 'scope') === 'Namespaced',
      hasGeneration: true,
      hasStatus: readField(version, 'subresources', 'status') !== undefined,
    }));
}
