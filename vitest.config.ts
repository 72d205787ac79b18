import { defineConfig } from 'vitest/config';

// Specs run from source: the condition below is what our packages name their TypeScript entry.
const conditions = ['@slipway/source'];

export default defineConfig({
  ssr: { resolve: { conditions, externalConditions: conditions } },
  test: {
    // Nx's native bindings are not safe in worker threads.
    pool: 'forks',
    include: ['packages/*/src/**/*.spec.ts', 'tools/**/*.spec.ts', 'templates/**/*.spec.ts'],
    // The output of what is under test is shown only where a test fails.
    setupFiles: ['tools/tasks/testing/capture-output.ts'],
    silent: 'passed-only',
    // Real Go, real processes: on a busy machine each may take many times what it takes alone.
    testTimeout: 120_000,
  },
});
