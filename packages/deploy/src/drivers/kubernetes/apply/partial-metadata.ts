/** Asks for an object without its contents: of a Secret nothing secret, of a large ConfigMap little. */
export const metadataOnly = 'application/json;as=PartialObjectMetadata;g=meta.k8s.io;v=v1';

/** Asks for a list of such. */
export const metadataOnlyList = 'application/json;as=PartialObjectMetadataList;g=meta.k8s.io;v=v1';
