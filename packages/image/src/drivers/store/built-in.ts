import type { BuiltInDrivers, StoreDriver } from '@slipway/kit';

/** The store drivers of this package, each loaded when it is chosen. */
export const storeDrivers: BuiltInDrivers<'store'> = {
  docker: async () => (await import('./docker/docker-driver.ts')).dockerDriver as StoreDriver,
  podman: async () => (await import('./podman/podman-driver.ts')).podmanDriver as StoreDriver,
  command: async () => (await import('./command/command-driver.ts')).commandStoreDriver as StoreDriver,
};
