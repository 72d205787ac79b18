import type { DriverContext } from '../context/driver-context.ts';
import type { Digest } from '../image/digest.ts';
import type { ImageReference } from '../image/image-reference.ts';
import type { Pinned } from '../image/pinned.ts';
import type { Platform } from '../image/platform.ts';
import type { Driver } from './driver.ts';

/** What a store driver can do on this machine. */
export interface StoreAbilities {
  /** What answered, for people: `docker 28.5.2`. */
  readonly engine: string;
  /** The platform it runs: `linux/amd64`. */
  readonly platform: string;
  /** Whether it takes layers compressed with zstd. */
  readonly zstd: boolean;
}

/** An image of ours on its way into a local store. */
export interface LoadRequest {
  /** Absolute path of the image as a hybrid archive of one platform, as `@slipway/oci` writes it. */
  readonly archive: string;
  /** Digest of the layout that the archive was made from. */
  readonly digest: Digest;
  /** The name that can only mean this image. */
  readonly reference: Pinned;
  /** Further names, for people. */
  readonly tags: readonly ImageReference[];
  readonly platform: Platform;
}

/** The image as the store knows it. */
export interface LoadResult {
  readonly reference: Pinned;
  /** The store's own id, for people. Never something to deploy by. */
  readonly id: string;
}

/** One container to run in the foreground. */
export interface RunRequest {
  readonly reference: Pinned;
  readonly name: string;
  readonly ports: readonly { readonly host: number; readonly container: number }[];
  readonly env: Readonly<Record<string, string>>;
  readonly args: readonly string[];
}

/** How the container ended. */
export interface RunResult {
  readonly exitCode: number;
}

/** Takes images into a local store, and runs them from it. */
export interface StoreDriver<Options = unknown> extends Driver<'store', Options, StoreAbilities> {
  /** Whether the store holds the image already. Reads only. */
  has?(reference: Pinned, context: DriverContext<Options>): Promise<boolean>;
  /** Points further names at an image that the store holds. Without it, an image that is there keeps the names it has. */
  tag?(reference: Pinned, tags: readonly ImageReference[], context: DriverContext<Options>): Promise<void>;
  load(request: LoadRequest, context: DriverContext<Options>): Promise<LoadResult>;
  /** Runs until the program ends or the context's signal aborts; the container is removed in both cases. */
  run?(request: RunRequest, context: DriverContext<Options>): Promise<RunResult>;
}
