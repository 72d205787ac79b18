/** A Kubernetes object as it is sent and received: of its content only what every object has is typed. */
export interface KubeObject {
  readonly apiVersion: string;
  readonly kind: string;
  readonly metadata: KubeMetadata;
  readonly [field: string]: unknown;
}

/** The part of `metadata` that is read. */
export interface KubeMetadata {
  readonly name: string;
  /** Absent for cluster-scoped objects. */
  readonly namespace?: string;
  readonly labels?: Readonly<Record<string, string>>;
  readonly annotations?: Readonly<Record<string, string>>;
  readonly uid?: string;
  readonly resourceVersion?: string;
  readonly generation?: number;
  readonly creationTimestamp?: string;
  readonly deletionTimestamp?: string;
  readonly finalizers?: readonly string[];
  readonly ownerReferences?: readonly { readonly kind: string; readonly name: string; readonly uid: string }[];
  readonly managedFields?: readonly {
    readonly manager?: string;
    readonly operation?: string;
    readonly time?: string;
    readonly subresource?: string;
    /** The fields as a tree of `f:name`. */
    readonly fieldsV1?: KubeFields;
  }[];
}

/** A set of fields as the API server writes it: `{ "f:spec": { "f:replicas": {} } }`. */
export interface KubeFields {
  readonly [field: string]: KubeFields;
}
