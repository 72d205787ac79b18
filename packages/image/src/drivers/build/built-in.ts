import type { BuiltInDrivers } from '@slipway/kit';

/** The build drivers of this package, each loaded when it is chosen. */
export const buildDrivers: BuiltInDrivers<'build'> = {
  go: async () => (await import('./go/go-driver.ts')).goDriver,
  buildx: async () => (await import('./buildx/buildx-driver.ts')).buildxDriver,
  command: async () => (await import('./command/command-driver.ts')).commandBuildDriver,
};
