import { posix } from 'node:path';
import { SlipwayError } from '@slipway/kit';
import type { GoProject } from '../toolchain/go-project.ts';
import type { Finding } from './parse-findings.ts';

/**
 * The error for vulnerabilities that count. The first line stands alone: the place, which one, and the version without it.
 * A vulnerability that nothing calls has its place in the go.mod.
 */
export function vulnerableError(
  project: GoProject,
  [first, ...others]: readonly [Finding, ...Finding[]],
  goMod: string,
): SlipwayError {
  const describe = (finding: Finding) => `${placeOf(finding, project, goMod)}: ${sentenceOf(finding)}`;
  return new SlipwayError({
    code: 'GO_VULNERABLE',
    summary: describe(first),
    details: [...waysTo(first), ...others.flatMap((finding) => [describe(finding), ...waysTo(finding)])],
    hint: hintFor(newestFix(first, others), project),
  });
}

function placeOf({ place, module }: Finding, { moduleRoot }: GoProject, goMod: string): string {
  if (place !== undefined) return `${posix.join(moduleRoot, place.file)}:${place.line}:${place.column}`;
  const words = goMod.split('\n').map((line) => line.trim().split(/\s+/));
  const line = words.findIndex(([head, next]) => head === module || (head === 'require' && next === module));
  // What is required by others only, and so not named: the module as a whole.
  return `${posix.join(moduleRoot, 'go.mod')}:${line < 0 ? 1 : line + 1}`;
}

function sentenceOf({ id, summary, module, fixed }: Finding): string {
  return `${id}: ${summary}; ${fixed === undefined ? 'not fixed yet' : `fixed in ${versionOf(module, fixed)}`}`;
}

function waysTo({ id, calls, module, version }: Finding): readonly string[] {
  const way = calls.length > 0 ? `called through ${calls.join(' → ')}` : `in ${versionOf(module, version)}`;
  return [`  ${way}; https://pkg.go.dev/vuln/${id}`];
}

/** govulncheck calls Go's own packages `stdlib`, and Go itself by a module's version. */
function versionOf(module: string, version: string): string {
  return module === 'stdlib' || module === 'toolchain'
    ? `Go ${version.replace(/^(?:v|go)/, '')}`
    : `${module}@${version}`;
}

/** Good enough for released versions, which all mends are. */
const byNumber = new Intl.Collator('en', { numeric: true });

/** Of the findings in the first one's module, the one whose mend comes last: it mends them all. */
function newestFix(first: Finding, others: readonly Finding[]): Finding {
  const same = others.filter(({ module, fixed }) => module === first.module && fixed !== undefined);
  if (first.fixed === undefined) return first;
  return same.reduce((a, b) => (byNumber.compare(b.fixed ?? '', a.fixed ?? '') > 0 ? b : a), first);
}

function hintFor({ id, module, fixed }: Finding, { name, moduleRoot }: GoProject): string {
  if (fixed === undefined) return `Stop using it, or accept the risk with --allow=${id}.`;
  if (module === 'stdlib' || module === 'toolchain') return `Build with ${versionOf(module, fixed)} or newer.`;
  const folder = moduleRoot === '.' ? '' : ` -C ${moduleRoot}`;
  return `Run "go${folder} get ${module}@${fixed}", then "npx nx tidy ${name}".`;
}
