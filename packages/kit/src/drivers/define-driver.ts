import type { BuildDriver } from './build-driver.ts';
import type { DeployDriver } from './deploy-driver.ts';
import type { StoreDriver } from './store-driver.ts';

/** Types a build driver. Does nothing at run time. */
export function defineBuildDriver<Options>(driver: BuildDriver<Options>): BuildDriver<Options> {
  return driver;
}

/** Types a store driver. Does nothing at run time. */
export function defineStoreDriver<Options>(driver: StoreDriver<Options>): StoreDriver<Options> {
  return driver;
}

/** Types a deploy driver. Does nothing at run time. */
export function defineDeployDriver<Options>(driver: DeployDriver<Options>): DeployDriver<Options> {
  return driver;
}
