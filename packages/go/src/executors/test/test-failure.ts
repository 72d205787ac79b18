import { SlipwayError, type CommandResult } from '@slipway/kit';
import { isNonEmpty, placedFailure, unplacedFailure } from '../toolchain/go-failure.ts';
import type { GoRun } from '../toolchain/with-go.ts';

/** What the failed tests are called in the error. */
export interface TestWords {
  /** `Tests`, `Benchmarks`. */
  readonly what: string;
  /** The command to run one of them alone. */
  readonly hint: (name: string) => string;
}

/** The error of a failed `go test`: the place where it does not compile, else the names of what failed. */
export function testFailure(run: GoRun, result: CommandResult, { what, hint }: TestWords): SlipwayError {
  const output = `${result.stdout}\n${result.stderr}`;
  const places = run.placesIn(result);
  if (/\[(?:build|setup) failed\]/.test(output) && isNonEmpty(places))
    return placedFailure('GO_COMPILE_FAILED', places);
  const failed = [...output.matchAll(/^--- FAIL: (\S+)/gm)].map(([, name = '']) => name);
  const packages = [...output.matchAll(/^FAIL\t(\S+)/gm)].map(([, path = '']) => path);
  if (failed.length === 0 && packages.length === 0) return unplacedFailure('go test', result);
  return new SlipwayError({
    code: 'GO_TEST_FAILED',
    summary: `${what} of ${run.project.name} failed: ${(failed.length > 0 ? failed : packages).join(', ')}.`,
    hint: `Run one alone with "${hint(failed[0] ?? 'TestName')}".`,
  });
}
