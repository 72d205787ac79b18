import { createRequire } from 'node:module';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';

/** A request that the registry got. */
export interface RegistryRequest {
  readonly method: string;
  readonly pathAndQuery: string;
  /** Undefined while unanswered, and where the connection was broken. */
  readonly status: number | undefined;
}

/** A fault, and the requests it befalls: by default the first one of any kind. */
export interface RegistryFault {
  readonly action: { readonly kind: string } & Readonly<Record<string, unknown>>;
  readonly method?: string;
  readonly path?: RegExp;
  readonly skip?: number;
  readonly times?: number;
}

/** The registry of `@slipway/oci/testing`, as far as scenarios use it. */
export interface FaultyRegistry {
  readonly host: string;
  fault(fault: RegistryFault): void;
  requests(method?: string, path?: RegExp): readonly RegistryRequest[];
  clearFaults(): void;
  clearLog(): void;
  repository(name: string): { readonly tags: ReadonlyMap<string, string> };
  /** Tags that point at missing or altered data. */
  danglingTags(): readonly string[];
  close(): Promise<void>;
}

/** Starts, in this process, the registry that the workspace's installed `@slipway/oci` brings for tests. */
export async function startFaultyRegistry(
  workspaceRoot: string,
  options: { readonly auth?: Readonly<Record<string, unknown>> } = {},
): Promise<FaultyRegistry> {
  const path = createRequire(join(workspaceRoot, 'package.json')).resolve('@slipway/oci/testing');
  const { startRegistry } = (await import(pathToFileURL(path).href)) as {
    startRegistry(options: object): Promise<FaultyRegistry>;
  };
  return startRegistry(options);
}
