import { defineConfig } from 'vitest/config';

/** Scenarios that share the machine's engine and cluster, or count its processes. */
const withEngines = ['deploy-*', 'generated-service', 'image-*', 'interruption', 'story'].map(
  (name) => `src/scenarios/${name}.spec.ts`,
);

export default defineConfig({
  test: {
    root: import.meta.dirname,
    pool: 'forks',
    // The output of what is under test is shown only where a test fails.
    setupFiles: ['../tools/tasks/testing/capture-output.ts'],
    silent: 'passed-only',
    // A test may install packages, compile Go and start engines.
    testTimeout: 300_000,
    hookTimeout: 600_000,
    projects: [
      {
        extends: true,
        test: {
          name: 'workspaces',
          include: ['src/**/*.spec.ts'],
          exclude: withEngines,
          // Nx itself uses one core most of the time.
          maxWorkers: 2,
          // The stories with engines are told as users have it, with a process for each plugin.
          env: { SLIPWAY_E2E_PLUGINS: 'in-process' },
          sequence: { groupOrder: 1 },
        },
      },
      {
        extends: true,
        test: { name: 'engines', include: withEngines, maxWorkers: 1, sequence: { groupOrder: 2 } },
      },
    ],
  },
});
