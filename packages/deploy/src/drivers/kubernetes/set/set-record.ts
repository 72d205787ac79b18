import { SlipwayError } from '@slipway/kit';
import type { KubeObject } from '../kube-object.ts';
import { recordName, setId, type SetName } from './set-id.ts';
import { isOwnTooling, ownTooling } from './tooling.ts';

/** The label that makes an object a member of a set. */
export const partOfLabel = 'applyset.kubernetes.io/part-of';
/** The label that makes a Secret the parent of a set. */
export const idLabel = 'applyset.kubernetes.io/id';

const toolingAnnotation = 'applyset.kubernetes.io/tooling';
const groupKindsAnnotation = 'applyset.kubernetes.io/contains-group-kinds';
const namespacesAnnotation = 'applyset.kubernetes.io/additional-namespaces';

/**
 * Which run wrote the record last. Every run writes another text, so that of two who read the same record one loses:
 * an apply that changes nothing keeps the resourceVersion, and would lock nobody out.
 */
const runAnnotation = 'slipway.dev/run';

/** Where members of a set may be. */
export interface SetContents {
  /** `ConfigMap`, `Deployment.apps`. Sorted. */
  readonly groupKinds: readonly string[];
  /** Namespaces beside that of the record. Sorted. */
  readonly namespaces: readonly string[];
}

/** The record of a set as it was read: its parent in the words of KEP-3659. */
export interface SetRecord extends SetContents {
  readonly tooling: string;
  /** Absent where another tool wrote it. */
  readonly run: string | undefined;
  readonly uid: string;
  readonly resourceVersion: string;
}

/** Contents without duplicates, in order, and without the record's own namespace. */
export function toContents(
  set: SetName,
  { groupKinds, namespaces }: { readonly groupKinds: Iterable<string>; readonly namespaces: Iterable<string> },
): SetContents {
  return {
    groupKinds: [...new Set(groupKinds)].sort(),
    namespaces: [...new Set(namespaces)].filter((namespace) => namespace !== set.namespace).sort(),
  };
}

/** The Secret to write. */
export function renderRecord(set: SetName, contents: SetContents, run: string): KubeObject {
  return {
    apiVersion: 'v1',
    kind: 'Secret',
    metadata: {
      name: recordName(set),
      namespace: set.namespace,
      labels: { [idLabel]: setId(set), 'app.kubernetes.io/managed-by': 'slipway' },
      annotations: {
        [toolingAnnotation]: ownTooling(),
        [groupKindsAnnotation]: contents.groupKinds.join(','),
        [namespacesAnnotation]: contents.namespaces.join(','),
        [runAnnotation]: run,
      },
    },
  };
}

/** Reads a Secret. Throws RELEASE_FOREIGN where it is no record of this set: the reasons are those of kubectl. */
export function parseRecord({ metadata }: KubeObject, set: SetName): SetRecord {
  const { labels = {}, annotations = {}, uid = '', resourceVersion = '' } = metadata;
  const tooling = annotations[toolingAnnotation] ?? '';
  const groupKinds = annotations[groupKindsAnnotation];
  const problems = [
    ...(labels[idLabel] === setId(set) ? [] : [labelProblem(labels[idLabel], setId(set))]),
    ...(tooling === '' ? [`the annotation ${toolingAnnotation} is missing`] : []),
    ...(groupKinds === undefined ? [`the annotation ${groupKindsAnnotation} is missing`] : []),
  ];
  if (problems.length > 0) {
    throw new SlipwayError({
      code: 'RELEASE_FOREIGN',
      summary: `The Secret ${recordName(set)} in namespace ${set.namespace} is not the record of a release, so ${set.name} cannot be released there.`,
      details: problems,
      state: 'Nothing was changed.',
      hint: `Look at it with \`kubectl get secret ${recordName(set)} --namespace ${set.namespace} -o yaml\`; rename it, or give the release another name.`,
    });
  }
  return {
    tooling,
    groupKinds: toTexts(groupKinds),
    namespaces: toTexts(annotations[namespacesAnnotation]),
    run: annotations[runAnnotation],
    uid,
    resourceVersion,
  };
}

/** Throws RELEASE_FOREIGN where another tool keeps the set. */
export function assertOwnRecord(record: SetRecord, set: SetName): void {
  if (isOwnTooling(record.tooling)) return;
  throw new SlipwayError({
    code: 'RELEASE_FOREIGN',
    summary: `Release ${set.name} in namespace ${set.namespace} is managed by ${record.tooling}.`,
    details: [`the Secret ${recordName(set)} says so in its annotation ${toolingAnnotation}`],
    state: 'Nothing was changed.',
    hint: 'Take it over with --adopt; from then on the other tool refuses to touch it.',
  });
}

function labelProblem(found: string | undefined, id: string): string {
  return found === undefined
    ? `the label ${idLabel} is missing`
    : `the label ${idLabel} is ${found}, and of this release it would be ${id}`;
}

function toTexts(list: string | undefined): readonly string[] {
  return (list ?? '').split(',').filter((text) => text !== '');
}

/** Whether two say the same. */
export function isSameContents(first: SetContents, second: SetContents): boolean {
  const texts = [first, second].map(({ groupKinds, namespaces }) => JSON.stringify([groupKinds, namespaces]));
  return texts[0] === texts[1];
}
