import type { RegistryContent } from './registry-content.ts';
import type { RegistryFlavor } from './registry-flavor.ts';
import type { RegistryLogin } from './registry-login.ts';

/** What a registry is and holds. */
export interface RegistryState {
  readonly flavor: RegistryFlavor;
  readonly login: RegistryLogin;
  readonly content: RegistryContent;
  /** Uploads that were opened and not closed: the bytes so far, by id. */
  readonly uploads: Map<string, Buffer>;
}
