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
export { verifyLayout } from './layout/verify-layout.ts';
export { writeLayout } from './layout/write-layout.ts';
