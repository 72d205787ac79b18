export type { Fault, FaultAction } from './registry/fault.ts';
export type { RepositoryContent, StoredManifest } from './registry/registry-content.ts';
export { registryFlavors, type RegistryFlavor, type RegistryFlavorName } from './registry/registry-flavor.ts';
export type { RegistryAuth } from './registry/registry-login.ts';
export {
  startRegistry,
  type LoggedRequest,
  type TestRegistry,
  type TestRegistryOptions,
} from './registry/start-registry.ts';
export { createTestClock, type TestClock } from './test-clock.ts';
export { writeSampleLayout, type SampleLayoutOptions } from './sample-layout.ts';
