import { SlipwayError, type Document } from '@slipway/kit';
import type { KubeObject } from '../kube-object.ts';
import { cleanObject } from './clean-object.ts';

/**
 * Makes objects of documents as they are sent: lists taken apart, without what only the API server writes,
 * and with `stringData` as `data`. Throws MANIFEST_INVALID, naming every document that is no object.
 */
export function parseObjects(documents: readonly Document[]): readonly KubeObject[] {
  const found = documents.flatMap((document, index) => takeApart(document, `document ${index + 1}`));
  const problems = found.flatMap(({ value, place }) => objectProblems(value).map((problem) => `${place} ${problem}`));
  if (found.length === 0) problems.push('there is no object in it; deploy-render shows what is rendered');
  if (problems.length > 0) {
    throw new SlipwayError({
      code: 'MANIFEST_INVALID',
      summary:
        problems.length === 1
          ? `The release cannot be applied: ${problems[0] ?? ''}.`
          : `The release cannot be applied: ${problems.length} problems.`,
      details: problems.length === 1 ? [] : problems,
      state: 'Nothing was applied.',
    });
  }
  return found.map(({ value }) => cleanObject(value as KubeObject));
}

interface Found {
  readonly value: unknown;
  /** Where it was found, for people. */
  readonly place: string;
}

function takeApart(value: unknown, place: string): readonly Found[] {
  const isList = isRecord(value) && typeof value['kind'] === 'string' && value['kind'].endsWith('List');
  if (!isList || !Array.isArray(value['items'])) return [{ value, place: nameOf(value) ?? place }];
  return value['items'].flatMap((item: unknown, index) => takeApart(item, `${place}, item ${index + 1}`));
}

/** What a document calls itself, as far as it does. */
function nameOf(value: unknown): string | undefined {
  if (!isRecord(value) || !isText(value['kind']) || !isRecord(value['metadata'])) return undefined;
  const { name } = value['metadata'];
  return isText(name) ? `${value['kind']} ${name}` : undefined;
}

function objectProblems(value: unknown): readonly string[] {
  if (!isRecord(value)) return ['is no Kubernetes object'];
  const { metadata } = value;
  const missing = ['apiVersion', 'kind'].filter((field) => !isText(value[field]));
  return [
    ...missing.map((field) => `has no ${field}`),
    ...(isRecord(metadata) ? metadataProblems(metadata) : ['has no metadata.name']),
    ...secretProblems(value),
  ];
}

function metadataProblems(metadata: Document): readonly string[] {
  const { name, namespace } = metadata;
  const problems: string[] = [];
  if (!isText(name)) {
    const isGenerated = isText(metadata['generateName']);
    problems.push(isGenerated ? 'has a generateName; a release needs a name that stays' : 'has no metadata.name');
  }
  if (namespace !== undefined && namespace !== null && typeof namespace !== 'string') {
    problems.push('has a metadata.namespace that is no text');
  }
  for (const field of ['labels', 'annotations']) {
    const value = metadata[field] ?? {};
    if (!isRecord(value) || !Object.values(value).every((entry) => typeof entry === 'string')) {
      problems.push(`has metadata.${field} that are not all text; put numbers and booleans in quotes`);
    }
  }
  return problems;
}

/** The API server would say the same, and print the value; and of `stringData` it is we who make `data`. */
function secretProblems(value: Document): readonly string[] {
  if (value['kind'] !== 'Secret' || value['apiVersion'] !== 'v1') return [];
  return ['data', 'stringData'].flatMap((field) => {
    const texts = value[field] ?? {};
    if (!isRecord(texts)) return [`has a ${field} that is no map`];
    const others = Object.entries(texts).filter(([, text]) => !isAllowed(field, text));
    return others.map(([key]) => `has a ${field}.${key} that is no text; put it in quotes`);
  });
}

/** The server takes null in `data` for a key that is not there. */
function isAllowed(field: string, text: unknown): boolean {
  return typeof text === 'string' || (text === null && field === 'data');
}

function isRecord(value: unknown): value is Document {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function isText(value: unknown): value is string {
  return typeof value === 'string' && value !== '';
}
