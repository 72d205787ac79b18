import type { BuiltInDrivers } from '@slipway/kit';

/** The deploy drivers of this package, each loaded when it is chosen. */
export const deployDrivers: BuiltInDrivers<'deploy'> = {
  kubernetes: async () => (await import('./kubernetes/kubernetes-driver.ts')).kubernetesDriver,
  compose: async () => (await import('./compose/compose-driver.ts')).composeDriver,
  command: async () => (await import('./command/command-driver.ts')).commandDeployDriver,
};
