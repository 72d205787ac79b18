import type { DriverContext } from '../context/driver-context.ts';
import type { Platform } from '../image/platform.ts';
import type { Driver } from './driver.ts';

/** What a build driver can do on this machine. */
export interface BuildAbilities {
  /** What answered, for people: `buildx 0.29.1, builder default (docker)`. */
  readonly engine: string;
  /** Platforms it builds; `any` where it does not care. */
  readonly platforms: 'any' | readonly string[];
  /** Whether one build can make several platforms. */
  readonly multiPlatform: boolean;
  /** What it makes the image from. */
  readonly source: 'go' | 'dockerfile' | 'custom';
  /** Whether two builds of equal sources give one digest. The conformance suite holds it to that. */
  readonly deterministic: boolean;
}

/** How the program in the image is set up. A driver that reads a Dockerfile takes these from there. */
export interface ImageConfig {
  /** TCP ports the program listens on. */
  readonly ports: readonly number[];
  readonly labels: Readonly<Record<string, string>>;
  readonly env: Readonly<Record<string, string>>;
  /** Arguments to the program that tell whether it is healthy. Default: no health check. */
  readonly healthcheck?: readonly string[];
}

/** One image to build. All paths are absolute. */
export interface BuildRequest {
  /** Logical name: `acme/orders`. */
  readonly name: string;
  /** At least one, sorted, without duplicates. */
  readonly platforms: readonly Platform[];
  /** Folder of the project. */
  readonly projectRoot: string;
  /** Folder that a Dockerfile build reads: the project, or a pruned copy of the modules it needs. */
  readonly contextDir: string;
  /** Path of the module in the context: `.` or `services/orders`. */
  readonly moduleDir: string;
  readonly dockerfile: string;
  /** The Go main package, relative to the project: `./cmd/orders`. Absent where the project has none. */
  readonly mainPackage?: string;
  /** Name of the program in the image. */
  readonly binary: string;
  readonly version: string;
  readonly revision: string;
  readonly config: ImageConfig;
  /** Seconds since 1970 for every time in the image. */
  readonly sourceDateEpoch: number;
  /** An empty folder that the driver fills with an OCI image layout. */
  readonly layout: string;
  /** A folder kept between runs, for a driver's own caches. */
  readonly cacheDir: string;
}

/** Makes images. Ends in an OCI image layout at `request.layout`, and in nothing else. */
export interface BuildDriver<Options = unknown> extends Driver<'build', Options, BuildAbilities> {
  build(request: BuildRequest, context: DriverContext<Options>): Promise<void>;
}
