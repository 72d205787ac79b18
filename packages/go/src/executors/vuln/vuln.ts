import { readFile } from 'node:fs/promises';
import { join, posix } from 'node:path';
import type { ExecutorContext } from '@nx/devkit';
import { SlipwayError, type CommandResult } from '@slipway/kit';
import { isNonEmpty, placedFailure, unplacedFailure } from '../toolchain/go-failure.ts';
import { goFlags } from '../toolchain/go-flags.ts';
import type { GoProject } from '../toolchain/go-project.ts';
import { assertNoProblems, tagProblems } from '../toolchain/option-problems.ts';
import { pinnableTool } from '../toolchain/pinnable-tool.ts';
import { withGo, type GoRun } from '../toolchain/with-go.ts';
import { closenessOf, parseFindings, type Finding } from './parse-findings.ts';
import { vulnerableError } from './vulnerable-error.ts';

/** Options of the executor `vuln`. */
export interface VulnOptions {
  /** What counts: a vulnerable function is called, a package with one is imported, a module with one is required. */
  readonly scan?: Finding['level'];
  /** Look at test files as well. Default: false. */
  readonly tests?: boolean;
  /** Vulnerabilities that are known and accepted, by any of their names: `GO-2024-1234`, `CVE-2024-5678`. */
  readonly allow?: readonly string[];
  readonly tags?: readonly string[];
  /** Another database than https://vuln.go.dev: an URL with https, http or file. */
  readonly db?: string;
}

/** Looks for known vulnerabilities with govulncheck. */
export default function vuln(options: VulnOptions, context: ExecutorContext): Promise<{ success: boolean }> {
  return withGo(context, async (run) => {
    const { project, logger } = run;
    assertOptions(options, project);
    const { scan = 'symbol', tests, tags, db, allow = [] } = options;
    const flags = goFlags({ format: 'json', scan, test: tests, tags, db });
    const result = await run.run({
      file: await pinnableTool(run, 'govulncheck'),
      // A scan of modules takes no packages.
      args: [...flags, ...(scan === 'module' ? [] : project.patterns)],
      cwd: scan === 'module' ? join(run.workspaceRoot, project.moduleRoot) : run.cwd,
      effect: 'read',
      acceptExitCodes: [1, 2],
    });
    if (result.exitCode !== 0) throw scanFailure(run, result);
    const all = readFindings(result);
    const isAllowed = ({ id, aliases }: Finding) => allow.some((name) => name === id || aliases.includes(name));
    for (const name of allow.filter((entry) => !all.some(({ id, aliases }) => [id, ...aliases].includes(entry)))) {
      logger.warn(`${project.name} allows ${name}, which it does not have`);
    }
    const found = all.filter((finding) => !isAllowed(finding));
    const [counting, distant] = partition(found, ({ level }) => closenessOf(level) >= closenessOf(scan));
    if (isNonEmpty(counting)) throw vulnerableError(project, counting, await goModOf(run));
    const more = distant.length === 0 ? '' : `; ${distant.length} in what it requires, but does not call`;
    logger.info(`govulncheck knows no vulnerability that ${project.name} has${more}`);
    return { success: true };
  });
}

/** Silence is no verdict: a scan that was made begins with its own settings. */
function readFindings(result: CommandResult): readonly Finding[] {
  try {
    if (result.stdout.trimStart().startsWith('{')) return parseFindings(result.stdout);
  } catch (error) {
    throw unreadable(result, error);
  }
  throw unreadable(result);
}

function unreadable({ stdout, stderr }: CommandResult, cause?: unknown): SlipwayError {
  return new SlipwayError({
    code: 'COMMAND_FAILED',
    summary: 'govulncheck ended well, but its answer cannot be understood.',
    details: [stderr, stdout]
      .flatMap((text) => text.trim().split('\n'))
      .filter((line) => line !== '')
      .slice(0, 20),
    hint: 'Its version may be too old or too new: "npx nx g @slipway/go:go-tool govulncheck" pins one that fits.',
    cause,
  });
}

function assertOptions({ allow = [], tags, db }: VulnOptions, project: GoProject): void {
  assertNoProblems('The scan', project, 'Nothing was scanned.', [
    ...allow
      .filter((name) => !/^(?:GO|CVE|GHSA)-[\w-]+$/.test(name))
      .map((name) => `allow holds "${name}", which is no vulnerability such as GO-2024-1234 or CVE-2024-5678`),
    ...tagProblems(tags),
    ...(db !== undefined && !/^(?:https?|file):\/\/\S+$/.test(db)
      ? [`db is "${db}"; it must be an URL that begins with https://, http:// or file://`]
      : []),
  ]);
}

function partition<Item>(items: readonly Item[], isFirst: (item: Item) => boolean): readonly [Item[], Item[]] {
  return [items.filter(isFirst), items.filter((item) => !isFirst(item))];
}

function goModOf({ project, workspaceRoot }: GoRun): Promise<string> {
  return readFile(join(workspaceRoot, posix.join(project.moduleRoot, 'go.mod')), 'utf8').catch(() => '');
}

function scanFailure(run: GoRun, result: CommandResult): SlipwayError {
  const places = run.placesIn(result);
  if (isNonEmpty(places)) return placedFailure('GO_COMPILE_FAILED', places);
  const hint = 'It asks https://vuln.go.dev; behind a proxy set HTTPS_PROXY, or name a copy with the option db.';
  return unplacedFailure('govulncheck', result, hint);
}
