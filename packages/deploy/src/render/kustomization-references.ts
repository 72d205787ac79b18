/** The names kustomize looks for in a folder. */
export const kustomizationFiles: readonly string[] = ['kustomization.yaml', 'kustomization.yml', 'Kustomization'];

/** What a kustomization names. */
export interface KustomizationReferences {
  /** Files or folders with a kustomization of their own. */
  readonly parts: readonly string[];
  /** Files alone. */
  readonly files: readonly string[];
}

const partFields = ['resources', 'bases', 'components', 'generators', 'transformers', 'validators'];
const fileFields = ['crds', 'configurations', 'patchesStrategicMerge'];
const pathFields = ['patches', 'patchesJson6902', 'replacements'];
const generatorFields = ['configMapGenerator', 'secretGenerator'];

/** Collects every path and address that kustomize would read for a kustomization. YAML written in place is none. */
export function kustomizationReferences(kustomization: unknown): KustomizationReferences {
  const record = asRecord(kustomization);
  const generators = generatorFields.flatMap((field) => asList(record[field]).map(asRecord));
  const files = [
    ...fileFields.flatMap((field) => asList(record[field])),
    ...pathFields.flatMap((field) => asList(record[field]).map((entry) => asRecord(entry)['path'])),
    ...generators.flatMap(({ files: named, envs, env }) => [
      // `key=path` gives the file another name.
      ...asList(named).map((file) => String(file).replace(/^[^=]*=/, '')),
      ...asList(envs),
      env,
    ]),
    asRecord(record['openapi'])['path'],
  ];
  return { parts: onlyPaths(partFields.flatMap((field) => asList(record[field]))), files: onlyPaths(files) };
}

/** Whether kustomize would fetch it: by HTTP, or with git, which also takes `host/organisation/repository`. */
export function isRemote(reference: string): boolean {
  return (
    /^[a-z][a-z0-9+.-]*:/i.test(reference) ||
    /^[\w.-]+@[\w.-]+:/.test(reference) ||
    /[?&](?:ref|version|timeout|submodules)=/.test(reference) ||
    /^(?:www\.)?(?:github|gitlab|bitbucket)\.[a-z]+\//i.test(reference) ||
    /(?:^|\/)_git\/|\.git(?:\/|$)/.test(reference)
  );
}

function onlyPaths(entries: readonly unknown[]): readonly string[] {
  return entries.filter((entry): entry is string => typeof entry === 'string' && entry !== '' && !entry.includes('\n'));
}

function asList(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : [];
}

function asRecord(value: unknown): Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null ? (value as Readonly<Record<string, unknown>>) : {};
}
