import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { binOf } from '../setup/workspace.mjs';

const reporter = fileURLToPath(new URL('results-reporter.mjs', import.meta.url));

/** Runs vitest once, output visible, and returns `{ passed, failed, skipped: [{ name, file, note }] }`. */
export async function runVitest(runner, args, env = {}) {
  const folder = await mkdtemp(join(tmpdir(), 'slipway-results-'));
  const file = join(folder, 'results.json');
  try {
    const { code } = await runner.run(
      [process.execPath, binOf('vitest'), 'run', '--reporter=default', `--reporter=${reporter}`, ...args],
      { env: { ...env, SLIPWAY_TEST_RESULTS: file } },
    );
    const results = await readResults(file);
    // vitest knows of more ways to fail than single tests, no file found for one: none may pass for success.
    return code !== 0 && results.failed === 0 ? { ...results, failed: 1 } : results;
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

async function readResults(file) {
  try {
    return JSON.parse(await readFile(file, 'utf8'));
  } catch {
    return { passed: 0, failed: 0, skipped: [] };
  }
}
