/** In what real registries differ, where their specification lets them. */
export interface RegistryFlavor {
  /** Whether a `Location` is absolute, or a path to be resolved. */
  readonly location: 'absolute' | 'relative';
  /** Whether its query holds state that has to come back as it was. */
  readonly statefulLocation: boolean;
  /** Whether `POST ?digest=` with a body stores it; otherwise it opens an upload. */
  readonly singlePost: boolean;
  /** The answer to a mount of what the other repository lacks. */
  readonly missedMount: 202 | 404;
  /** The answer to a manifest that names a missing blob. */
  readonly missingBlob: { readonly status: 400 | 500; readonly code: string };
  /** Whether an OCI manifest is hidden (404) from a request that does not accept its type by name. */
  readonly acceptByName: boolean;
  /** What happens to a chunk whose range does not follow the last one. */
  readonly misplacedChunk: 'appended' | 'refused';
  /** Smallest chunk that it asks for. */
  readonly smallestChunk?: number;
}

/** Registries that were looked at, by what they are called. */
export type RegistryFlavorName = 'distribution-2' | 'distribution-3' | 'oci-1.1';

const distribution = {
  location: 'absolute',
  statefulLocation: true,
  singlePost: false,
  missedMount: 202,
  missingBlob: { status: 400, code: 'MANIFEST_BLOB_UNKNOWN' },
  acceptByName: true,
  misplacedChunk: 'refused',
} as const satisfies RegistryFlavor;

/** docker-registry 2.8 and 3, and a registry that follows the OCI distribution specification 1.1 to the letter. */
export const registryFlavors: Readonly<Record<RegistryFlavorName, RegistryFlavor>> = {
  'distribution-2': { ...distribution, misplacedChunk: 'appended' },
  'distribution-3': distribution,
  'oci-1.1': {
    location: 'relative',
    statefulLocation: false,
    singlePost: true,
    missedMount: 404,
    missingBlob: { status: 500, code: 'UNKNOWN' },
    acceptByName: false,
    misplacedChunk: 'refused',
    smallestChunk: 8192,
  },
};
