import type { StoreChoice } from './choose-store.ts';

/** Options of docker-load, as Nx hands them over. Every one is described in the executor's schema. */
export interface LoadImageOptions extends StoreChoice {
  readonly tag?: string;
  readonly platform?: string;
  readonly dryRun?: boolean;
  readonly json?: boolean;
  readonly executables?: Readonly<Record<string, string>>;
}
