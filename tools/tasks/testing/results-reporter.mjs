import { writeFileSync } from 'node:fs';
import { relative } from 'node:path';
import { root } from '../setup/workspace.mjs';

/**
 * A vitest reporter that leaves counts and skipped tests in the file named by SLIPWAY_TEST_RESULTS.
 * vitest's own JSON reporter leaves out the reasons of `context.skip(reason)`, files that failed to load and unhandled errors.
 */
export default class ResultsReporter {
  onTestRunEnd(modules, unhandledErrors) {
    const results = { passed: 0, failed: unhandledErrors.length, skipped: [] };
    for (const module of modules) {
      // An error outside of any test: an import that throws, a describe body, a beforeAll hook.
      results.failed += module.errors().length;
      for (const suite of module.children.allSuites()) results.failed += suite.errors().length;
      for (const test of module.children.allTests()) {
        const { state, note } = test.result();
        if (state === 'passed') results.passed += 1;
        else if (state === 'skipped')
          results.skipped.push({ name: test.fullName, file: relative(root, module.moduleId), note });
        else results.failed += 1;
      }
    }
    writeFileSync(process.env.SLIPWAY_TEST_RESULTS, JSON.stringify(results));
  }
}
