import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    root: import.meta.dirname,
    pool: 'forks',
    include: ['src/**/*.spec.ts'],
    // The output of what is under test is shown only where a test fails.
    setupFiles: ['../tools/tasks/testing/capture-output.ts'],
    silent: 'passed-only',
    // A scenario keeps both cores busy by itself.
    fileParallelism: false,
    // A test may install packages, compile Go and start engines.
    testTimeout: 300_000,
    hookTimeout: 600_000,
  },
});
