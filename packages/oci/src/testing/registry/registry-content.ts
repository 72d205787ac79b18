import { digestOf, type Digest } from '@slipway/kit';

/** What one repository holds. */
export interface RepositoryContent {
  readonly blobs: Map<Digest, Buffer>;
  readonly manifests: Map<Digest, StoredManifest>;
  readonly tags: Map<string, Digest>;
}

/** A manifest as it was sent. */
export interface StoredManifest {
  readonly mediaType: string;
  readonly bytes: Buffer;
}

/** Everything a registry holds, by repository. */
export type RegistryContent = Map<string, RepositoryContent>;

/** The repository with this name, made when it is new. */
export function openRepository(content: RegistryContent, name: string): RepositoryContent {
  const known = content.get(name) ?? { blobs: new Map(), manifests: new Map(), tags: new Map() };
  content.set(name, known);
  return known;
}

/** What a manifest or index names and the repository lacks, or holds with other bytes. */
export function missingFrom(repository: RepositoryContent, bytes: Buffer): readonly string[] {
  const { config, layers = [], manifests = [] } = JSON.parse(bytes.toString('utf8')) as ManifestFields;
  const blobs = [...(config === undefined ? [] : [config]), ...layers].filter(({ digest }) => {
    const blob = repository.blobs.get(digest);
    return blob === undefined || digestOf(blob) !== digest;
  });
  const children = manifests.flatMap(({ digest }) => {
    const child = repository.manifests.get(digest);
    return child === undefined || digestOf(child.bytes) !== digest ? [digest] : missingFrom(repository, child.bytes);
  });
  return [...blobs.map(({ digest }) => digest), ...children];
}

/** Tags that point at missing or altered data, as `repository:tag`. An honest push never leaves one. */
export function findDanglingTags(content: RegistryContent): readonly string[] {
  return [...content].flatMap(([name, repository]) =>
    [...repository.tags]
      .filter(([, digest]) => {
        const manifest = repository.manifests.get(digest);
        return (
          manifest === undefined ||
          digestOf(manifest.bytes) !== digest ||
          missingFrom(repository, manifest.bytes).length > 0
        );
      })
      .map(([tag]) => `${name}:${tag}`),
  );
}

interface ManifestFields {
  readonly config?: { readonly digest: Digest };
  readonly layers?: readonly { readonly digest: Digest }[];
  readonly manifests?: readonly { readonly digest: Digest }[];
}
