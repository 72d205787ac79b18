/** The media types of an image as the OCI image specification names them. */
export const ociMediaTypes = {
  index: 'application/vnd.oci.image.index.v1+json',
  manifest: 'application/vnd.oci.image.manifest.v1+json',
  config: 'application/vnd.oci.image.config.v1+json',
  layer: 'application/vnd.oci.image.layer.v1.tar',
  layerGzip: 'application/vnd.oci.image.layer.v1.tar+gzip',
  layerZstd: 'application/vnd.oci.image.layer.v1.tar+zstd',
} as const;

/** What Docker called the same things before OCI, and what they are in OCI. */
const ociOfDocker: ReadonlyMap<string, string> = new Map([
  ['application/vnd.docker.distribution.manifest.list.v2+json', ociMediaTypes.index],
  ['application/vnd.docker.distribution.manifest.v2+json', ociMediaTypes.manifest],
  ['application/vnd.docker.container.image.v1+json', ociMediaTypes.config],
  ['application/vnd.docker.image.rootfs.diff.tar', ociMediaTypes.layer],
  ['application/vnd.docker.image.rootfs.diff.tar.gzip', ociMediaTypes.layerGzip],
  ['application/vnd.docker.image.rootfs.diff.tar.zstd', ociMediaTypes.layerZstd],
]);

/** The OCI name of a media type of Docker's; any other text stays as it is. */
export function toOciMediaType(mediaType: string): string {
  return ociOfDocker.get(mediaType) ?? mediaType;
}

/** Whether a media type is one of the layer types that every engine unpacks. */
export function isLayerMediaType(mediaType: string): boolean {
  return (
    mediaType === ociMediaTypes.layer || mediaType === ociMediaTypes.layerGzip || mediaType === ociMediaTypes.layerZstd
  );
}
