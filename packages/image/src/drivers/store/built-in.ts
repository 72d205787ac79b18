import type { BuiltInDrivers } from '@slipway/kit';

/** The store drivers of this package, each loaded when it is chosen. */
export const storeDrivers: BuiltInDrivers<'store'> = {
  docker: async () => (await import('./docker/docker-driver.ts')).dockerDriver,
  podman: async () => (await import('./podman/podman-driver.ts')).podmanDriver,
  command: async () => (await import('./command/command-driver.ts')).commandStoreDriver,
};
