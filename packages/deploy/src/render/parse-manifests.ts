import { SlipwayError, type Document } from '@slipway/kit';
import { LineCounter, parseAllDocuments, type Document as YamlDocument } from 'yaml';
import { aliasBound, kubeYaml } from './kube-yaml.ts';

/** A text that holds Kubernetes objects. */
export interface ManifestSource {
  /** For people: the path of the file, or the tool that printed it. */
  readonly name: string;
  readonly text: string;
}

/** An object, and the place it was read from. */
interface Found {
  readonly place: string;
  readonly value: unknown;
}

/**
 * Reads Kubernetes objects out of YAML or JSON, in order. Lists are taken apart, empty documents left out.
 * Throws MANIFEST_INVALID with every problem of every source.
 */
export function parseManifests(sources: readonly ManifestSource[]): readonly Document[] {
  const problems: string[] = [];
  const found = sources.flatMap((source) => readSource(source, problems));
  for (const { place, value } of found)
    problems.push(...objectProblems(value).map((problem) => `${place}: ${problem}`));
  problems.push(...(problems.length === 0 ? twiceProblems(found) : []));
  if (problems.length === 0) return found.map(({ value }) => value as Document);
  throw new SlipwayError({
    code: 'MANIFEST_INVALID',
    summary:
      problems.length === 1
        ? `A manifest is not valid: ${problems[0] ?? ''}.`
        : `The manifests are not valid: ${problems.length} problems.`,
    details: problems.length === 1 ? [] : problems,
    state: 'Nothing was applied.',
  });
}

function readSource({ name, text }: ManifestSource, problems: string[]): readonly Found[] {
  const lines = new LineCounter();
  const documents = parseAllDocuments(text, { ...kubeYaml, lineCounter: lines });
  return ('empty' in documents ? [] : documents).flatMap((document: YamlDocument) => {
    const place = (offset: number) => `${name}:${lines.linePos(offset).line}`;
    const mistakes = [...document.errors, ...document.warnings];
    // What stands behind a colon may be a piece of the source, and that of a Secret.
    problems.push(...mistakes.map(({ pos, message }) => `${place(pos[0])}: ${message.replace(/: ".*$/s, '')}`));
    if (mistakes.length > 0) return [];
    const start = place(document.contents?.range?.[0] ?? 0);
    try {
      return takeApart({ place: start, value: document.toJS(aliasBound) as unknown });
    } catch (error) {
      problems.push(`${start}: ${error instanceof Error ? error.message : String(error)}`);
      return [];
    }
  });
}

function takeApart(found: Found): readonly Found[] {
  const { place, value } = found;
  if (value === null || value === undefined) return [];
  if (!isRecord(value) || typeof value['kind'] !== 'string') return [found];
  const items = value['items'];
  if (!value['kind'].endsWith('List') || !Array.isArray(items)) return [found];
  return items.flatMap((item: unknown, index) => takeApart({ place: `${place}: item ${index + 1}`, value: item }));
}

function objectProblems(value: unknown): readonly string[] {
  if (!isRecord(value)) return ['is no Kubernetes object'];
  const metadata = value['metadata'];
  const missing = ['apiVersion', 'kind'].filter((field) => !isText(value[field]));
  const named = isRecord(metadata) && isText(metadata['name']);
  const generated = isRecord(metadata) && !named && isText(metadata['generateName']);
  return [
    ...(missing.length === 0 ? [] : [`has no ${missing.join(' and no ')}`]),
    ...(generated ? ['has a generateName; a release needs a name that stays'] : []),
    ...(named || generated ? [] : ['has no metadata.name']),
    ...numberProblems(value, ''),
  ];
}

/** A number that JSON.stringify would send as another one. */
function numberProblems(value: unknown, path: string): readonly string[] {
  if (typeof value === 'number') {
    if (Number.isInteger(value) ? Number.isSafeInteger(value) : Number.isFinite(value)) return [];
    return [`${path} is a number that JSON cannot carry; put it in quotes`];
  }
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([key, child]) =>
    numberProblems(child, Array.isArray(value) ? `${path}[${key}]` : path === '' ? key : `${path}.${key}`),
  );
}

/** The second of two would win without a word. */
function twiceProblems(found: readonly Found[]): readonly string[] {
  const places = new Map<string, string>();
  return found.flatMap(({ place, value }) => {
    const { apiVersion, kind, metadata } = value as Readonly<Record<string, string>> & {
      readonly metadata: Readonly<Record<string, string>>;
    };
    const group = (apiVersion ?? '').includes('/') ? (apiVersion ?? '').replace(/\/.*/, '') : '';
    const id = JSON.stringify([group, kind, metadata['namespace'], metadata['name']]);
    const first = places.get(id);
    places.set(id, first ?? place);
    return first === undefined ? [] : [`${place}: ${kind} "${metadata['name'] ?? ''}" is at ${first} already`];
  });
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function isText(value: unknown): value is string {
  return typeof value === 'string' && value !== '';
}
