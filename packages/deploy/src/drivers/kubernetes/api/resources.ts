import type { KubeObject } from '../kube-object.ts';

/** Where objects of one kind live. */
export interface KubeResource {
  /** `apps/v1`. */
  readonly apiVersion: string;
  readonly kind: string;
  /** Plural in paths: `deployments`. */
  readonly plural: string;
  readonly namespaced: boolean;
}

/** Finds where kinds live: built-in ones without asking, others through discovery and the CRDs of the set. */
export interface ResourceFinder {
  /** Throws APPLY_KIND_UNKNOWN, naming every kind that is not there. Asks the server only for what it does not know. */
  find(
    objects: readonly Pick<KubeObject, 'apiVersion' | 'kind'>[],
  ): Promise<(object: Pick<KubeObject, 'apiVersion' | 'kind'>) => KubeResource>;
  /**
   * Finds kinds whose version is not known, in the version the server prefers; `undefined` for what it does not serve.
   * An ApplySet names the kinds of its members so.
   */
  findGroupKinds(groupKinds: readonly GroupKind[]): Promise<readonly (KubeResource | undefined)[]>;
}

/** A kind in whatever version. */
export interface GroupKind {
  /** Empty for the core group. */
  readonly group: string;
  readonly kind: string;
}
