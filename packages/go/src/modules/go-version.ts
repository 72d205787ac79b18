/** The newest stable minor version but one: no machine with a supported Go is forced to upgrade. */
export const defaultGoVersion = '1.26';

/**
 * Below 0 when `a` is the older version, in Go's own order: `1.27` (the language), `1.27rc1`, `1.27.0`, `1.27.1`
 * (https://go.dev/doc/toolchain#version).
 */
export function compareGoVersions(a: string, b: string): number {
  const left = toNumbers(a);
  const right = toNumbers(b);
  for (const [index, number] of left.entries()) {
    const difference = number - (right[index] ?? 0);
    if (difference !== 0) return difference;
  }
  return 0;
}

/** `1.26` → `1.26.0`: the first release of that minor version, as go.mod names it since Go 1.21. */
export function toGoLine(version: string): string {
  return /^\d+\.\d+$/.test(version) ? `${version}.0` : version;
}

/** `1.26.3` → `1.26` */
export function toGoMinor(version: string): string {
  return /^\d+\.\d+/.exec(version)?.[0] ?? version;
}

function toNumbers(version: string): readonly number[] {
  const [, major = 0, minor = 0, pre, preNumber = 0, patch] =
    /^(\d+)(?:\.(\d+))?(?:(rc|beta)(\d+)|\.(\d+))?/.exec(version) ?? [];
  return [major, minor, stageOf(pre, patch), preNumber, patch ?? 0].map(Number);
}

function stageOf(pre: string | undefined, patch: string | undefined): number {
  if (patch !== undefined) return 3;
  return pre === undefined ? 0 : pre === 'beta' ? 1 : 2;
}
