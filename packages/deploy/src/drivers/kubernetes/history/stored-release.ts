import type { DeliveredImage } from '@slipway/kit';
import type { KubeObject } from '../kube-object.ts';

/** What a record keeps: all that is needed to make the same release again. */
export interface StoredRelease {
  readonly images: readonly DeliveredImage[];
  /** Rendered and pinned, as it was handed to the apply. */
  readonly objects: readonly KubeObject[];
}

/** What a record turned out to hold. */
export type RecordContent =
  | { readonly kind: 'whole'; readonly release: StoredRelease }
  /** The set was too large for a record: it is known what there was, not what it looked like. */
  | { readonly kind: 'names'; readonly objects: readonly ObjectName[] }
  /** Not readable: why, in words that end a sentence. */
  | { readonly kind: 'damaged'; readonly why: string };

/** What identifies an object; enough to look at it. */
export type ObjectName = Pick<KubeObject, 'apiVersion' | 'kind' | 'metadata'>;

/** A record as a listing shows it, without its content. */
export interface RecordEntry {
  /** Name of the Secret. */
  readonly name: string;
  readonly revision: number;
  /** `superseded` is read from the order: of all that were deployed only the newest still is. */
  readonly state: 'pending' | 'deployed' | 'failed' | 'superseded';
  /** References of the images. */
  readonly images: readonly string[];
  /** Equal for equal sets. Empty where the record does not say. */
  readonly fingerprint: string;
  /** ISO 8601. */
  readonly created: string;
  /** Changes when anybody changes the record. */
  readonly resourceVersion: string;
}
