export { archiveToLayout } from './archive/archive-to-layout.ts';
export { layoutToArchive, type ArchiveRequest } from './archive/layout-to-archive.ts';

export { baseLayer, nonrootId, type BaseLayerOptions } from './base/base-layer.ts';

export type { Compression } from './gzip/compression.ts';
export type { DirectoryEntry, FileEntry, SymlinkEntry, TarEntry } from './tar/tar-entry.ts';

export type {
  ContainerConfig,
  Descriptor,
  Healthcheck,
  HistoryEntry,
  ImageConfigFile,
  Index,
  Manifest,
} from './layout/documents.ts';
export type { ImageSource } from './layout/image-config.ts';
export { blobFile, type Layout, type LayoutImage } from './layout/layout.ts';
export { ociMediaTypes, toOciMediaType } from './layout/media-types.ts';
export { normalizeLayout } from './layout/normalize-layout.ts';
export { packLayer, type LayerSource, type PackedLayer, type PackOptions } from './layout/pack-layer.ts';
export { readLayout } from './layout/read-layout.ts';
export { verifyLayout, type LayoutExpectation } from './layout/verify-layout.ts';
export { writeLayout } from './layout/write-layout.ts';

export type { Credentials, CredentialsFinder } from './registry/auth/credentials.ts';
export type { Clock } from './registry/clock.ts';
export type { ManifestDocument } from './registry/manifests.ts';
export {
  pushLayout,
  type BlobCount,
  type PushOptions,
  type PushProgress,
  type PushResult,
} from './registry/push/push-layout.ts';
export type { TagChange } from './registry/push/push-plan.ts';
export { defaultScheme } from './registry/registry-address.ts';
export { createRegistryClient, type RegistryClient, type RegistryClientOptions } from './registry/registry-client.ts';
export type { BlobSource } from './registry/upload-blob.ts';
