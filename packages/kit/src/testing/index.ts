export { buildDriverConformance, type BuildConformanceFixture } from './build-driver-conformance.ts';
export {
  driverConformance,
  observeContext,
  rejection,
  type ConformanceCase,
  type ContextProvider,
  type Observed,
} from './conformance.ts';
export type { DeployConformanceFixture } from './deploy-conformance-fixture.ts';
export { deployDriverConformance } from './deploy-driver-conformance.ts';
export {
  createFakeContext,
  type FakeContext,
  type FakeContextSettings,
  type ScriptedAnswer,
  type ScriptedCommand,
} from './fake-context.ts';
export { fingerprint } from './fingerprint.ts';
export { createMemoryDeployDriver, type MemoryDeployDriver } from './memory-deploy-driver.ts';
export { createMemoryBuildDriver, createMemoryStoreDriver } from './memory-driver.ts';
export { storeDriverConformance, type StoreConformanceFixture } from './store-driver-conformance.ts';
