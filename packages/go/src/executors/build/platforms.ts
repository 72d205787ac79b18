import { closest } from '@slipway/kit';
import { unplacedFailure } from '../toolchain/go-failure.ts';
import type { OptionProblems } from '../toolchain/option-problems.ts';
import type { GoRun } from '../toolchain/with-go.ts';

/** What a Go installation builds for. */
export interface GoPlatforms {
  /** `linux/amd64`, every one it can. */
  readonly known: readonly string[];
  /** What it builds for when it is not told otherwise. */
  readonly goos: string;
  readonly goarch: string;
}

/** Asks the installed Go. */
export async function listPlatforms(run: GoRun): Promise<GoPlatforms> {
  const listed = await run.go(['tool', 'dist', 'list'], { effect: 'read' });
  const own = await run.go(['env', 'GOOS', 'GOARCH'], { effect: 'read' });
  if (listed.exitCode !== 0) throw unplacedFailure('go tool dist list', listed);
  const [goos = '', goarch = ''] = wordsOf(own.stdout);
  return { known: wordsOf(listed.stdout), goos, goarch };
}

/** What is wrong with a choice of system and processor. */
export function platformProblems(
  { goos, goarch }: { readonly goos?: string; readonly goarch?: string },
  platforms: GoPlatforms,
): OptionProblems {
  const pairs = platforms.known.map((pair) => pair.split('/'));
  const unknown = [
    ...unknownProblems(
      'goos',
      goos,
      pairs.map(([os = '']) => os),
    ),
    ...unknownProblems(
      'goarch',
      goarch,
      pairs.map(([, architecture = '']) => architecture),
    ),
  ];
  const [os, architecture] = [goos ?? platforms.goos, goarch ?? platforms.goarch];
  if (unknown.length > 0 || platforms.known.includes(`${os}/${architecture}`)) return unknown;
  const choice = pairs.filter(([one]) => one === os).map(([, one = '']) => one);
  return [
    `goos and goarch are ${os}/${architecture}, which Go does not build for; with ${os} it builds for ${choice.join(', ')}`,
  ];
}

function unknownProblems(option: string, value: string | undefined, known: readonly string[]): OptionProblems {
  if (value === undefined || known.includes(value)) return [];
  const names = [...new Set(known)];
  const suggestion = closest(value, names);
  const meant = suggestion === undefined ? `use one of ${names.join(', ')}` : `did you mean "${suggestion}"?`;
  return [`${option} is "${value}", which Go does not know; ${meant}`];
}

function wordsOf(text: string): readonly string[] {
  return text.split(/\s+/).filter((word) => word !== '');
}
