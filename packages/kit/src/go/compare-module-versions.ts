/**
 * Below 0 when `a` is the older version of a module, in the order of semantic versions, which is what Go picks the
 * newest by (https://go.dev/ref/mod#minimal-version-selection). Of two that are no versions, by code unit.
 */
export function compareModuleVersions(a: string, b: string): number {
  const left = parse(a);
  const right = parse(b);
  if (left === undefined || right === undefined) {
    return Number(left !== undefined) - Number(right !== undefined) || byCodeUnit(a, b);
  }
  for (const [index, number] of left.release.entries()) {
    const difference = byNumber(number, right.release[index] ?? '');
    if (difference !== 0) return difference;
  }
  return compareStages(left.stage, right.stage);
}

interface Version {
  /** Digits, since a pseudo-version's may pass what a number holds. */
  readonly release: readonly string[];
  readonly stage: readonly string[];
}

function parse(version: string): Version | undefined {
  // What follows a plus (+incompatible) is no part of the order.
  const [whole, major = '', minor = '', patch = '', stage] =
    /^v(\d+)\.(\d+)\.(\d+)(?:-([0-9A-Za-z.-]+))?(?:\+.*)?$/.exec(version) ?? [];
  return whole === undefined ? undefined : { release: [major, minor, patch], stage: stage?.split('.') ?? [] };
}

/** A release comes after all stages before it; of two stages the longer one, where all else is the same. */
function compareStages(left: readonly string[], right: readonly string[]): number {
  if (left.length === 0 || right.length === 0) return right.length - left.length;
  for (const [index, part] of left.entries()) {
    const other = right[index];
    if (other === undefined) return 1;
    if (part === other) continue;
    const isNumber = /^\d+$/.test(part);
    if (isNumber !== /^\d+$/.test(other)) return isNumber ? -1 : 1;
    return isNumber ? byNumber(part, other) : byCodeUnit(part, other);
  }
  return left.length - right.length;
}

function byNumber(a: string, b: string): number {
  return a.length - b.length || byCodeUnit(a, b);
}

function byCodeUnit(a: string, b: string): number {
  if (a === b) return 0;
  return a < b ? -1 : 1;
}
