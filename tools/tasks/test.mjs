import { pack } from './pack.mjs';
import { build } from './setup/build.mjs';
import { seconds } from './setup/workspace.mjs';
import { forbiddenSkips, groupByReason } from './testing/skips.mjs';
import { runVitest } from './testing/vitest.mjs';

const suites = {
  unit: { args: [] },
  e2e: { args: ['--config', 'e2e/vitest.config.ts'] },
};

/** `npm test`, `npm test -- unit` or `npm test -- e2e <vitest filter>`: without a suite named, both. */
export async function run(runner, args) {
  const [first, ...filters] = args;
  const chosen = first === undefined ? Object.keys(suites) : [first];
  if (!Object.hasOwn(suites, chosen[0])) {
    console.error(`There is no suite «${first}»: say ${Object.keys(suites).join(' or ')}, or nothing for both.`);
    return 2;
  }
  const started = performance.now();
  await build(runner);
  if (chosen.includes('e2e')) await pack(runner);

  const total = { passed: 0, failed: 0, skipped: [] };
  for (const name of chosen) {
    console.log(`\n— ${name} tests —`);
    const results = await runVitest(runner, [...suites[name].args, ...filters]);
    total.passed += results.passed;
    total.failed += results.failed;
    total.skipped.push(...results.skipped);
  }
  return report(total, performance.now() - started);
}

/** Prints what was skipped and why, and as the very last line the counts that machines read. */
function report({ passed, failed, skipped }, duration) {
  for (const { reason, count } of groupByReason(skipped)) console.log(`↓ ${count} skipped: ${reason}`);
  const required = (process.env.SLIPWAY_REQUIRE ?? '').split(',').filter((engine) => engine !== '');
  const forbidden = forbiddenSkips(skipped, required);
  for (const { file, name } of forbidden)
    console.log(`✖ skipped although SLIPWAY_REQUIRE asks for it: ${file} ${name}`);
  const failures = failed + forbidden.length;
  const skips = skipped.length - forbidden.length;
  console.log(`Took ${seconds(duration)}.`);
  console.log(`${passed} passed, ${failures} failed${skips === 0 ? '' : `, ${skips} skipped`}`);
  // A run in which nothing was tested is no success.
  return failures > 0 || passed === 0 ? 1 : 0;
}
