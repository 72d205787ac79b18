import { join, relative } from 'node:path';
import { mkdir } from 'node:fs/promises';
import {
  formatCompileError,
  formatCommand,
  formatPlatform,
  goWorkVariable,
  parseCompileErrors,
  releaseBuildArgs,
  releaseBuildEnv,
  SlipwayError,
  toCommandError,
  type BuildRequest,
  type CommandResult,
  type DriverContext,
  type Platform,
} from '@slipway/kit';
import { assertNoCgo } from './cgo.ts';
import type { GoDriverOptions } from './go-options.ts';
import { goProblems } from './go-problems.ts';

/** Errors of one build that are shown; the first ones are those that matter. */
const shownErrors = 10;

/** What a compilation needs to know. */
export interface Compilation {
  readonly go: string;
  readonly request: BuildRequest & { readonly mainPackage: string };
  readonly context: DriverContext<GoDriverOptions>;
}

/**
 * Compiles the program for one platform and gives the path of the binary.
 * It always goes to the same kept file: Go sees that the file is current, and does not link an unchanged program again.
 * Throws GO_COMPILE_FAILED with the place of the first error in its first line, CGO_UNSUPPORTED, GO_TOO_OLD.
 */
export async function compileProgram(compilation: Compilation, platform: Platform): Promise<string> {
  const { go, request, context } = compilation;
  const folder = join(
    request.cacheDir,
    'go',
    encodeURIComponent(context.project.root),
    formatPlatform(platform).replaceAll('/', '-'),
  );
  if (!context.dryRun) await mkdir(folder, { recursive: true });
  const output = join(folder, request.binary);
  const goWork = await goWorkVariable(request.projectRoot, context.workspaceRoot);
  const env = { ...releaseBuildEnv, ...goWork, ...platformEnv(platform) };
  const { ldflags, tags } = context.options;
  const args = releaseBuildArgs({
    packagePath: request.mainPackage,
    output,
    version: request.version,
    tags,
    ...(ldflags === undefined ? {} : { ldflags }),
  });
  const title = `go build ${formatPlatform(platform)}`;
  const result = await context.run({
    ...{ file: go, args, cwd: request.projectRoot, env, title },
    effect: 'change',
    acceptExitCodes: [1, 2],
  });
  if (result.exitCode === 0) return output;
  const error = toCommandError({ command: formatCommand({ file: go, args }), result, problems: goProblems });
  if (error.code !== 'COMMAND_FAILED') throw error;
  await assertNoCgo(compilation, env);
  throw toCompileError(result, compilation) ?? error;
}

/** The variables that choose a platform. The machine's own GOAMD64 or GOARM must not reach the image. */
export function platformEnv({ os, architecture, variant }: Platform): Readonly<Record<string, string | undefined>> {
  return {
    GOOS: os,
    GOARCH: architecture,
    GOAMD64: architecture === 'amd64' ? (variant ?? 'v1') : undefined,
    GOARM: architecture === 'arm' ? (variant ?? 'v7').replace('v', '') : undefined,
    GOARM64: architecture === 'arm64' ? `v8.${arm64Minor(variant)}` : undefined,
  };
}

/** `v8` and `v8.0` are the baseline; Go wants the minor number always. */
function arm64Minor(variant: string | undefined): string {
  return variant?.split('.')[1] ?? '0';
}

/** Go prints its errors package by package: the first of them all, which may be far from the end, is the one to begin with. */
function toCompileError(
  { stderr, stdout }: CommandResult,
  { request, context }: Compilation,
): SlipwayError | undefined {
  const toWorkspacePath = (path: string) =>
    relative(context.workspaceRoot, join(request.projectRoot, path)).replaceAll('\\', '/');
  const errors = parseCompileErrors(`${stderr}\n${stdout}`, toWorkspacePath).map(formatCompileError);
  const [first, ...others] = errors;
  if (first === undefined) return undefined;
  return new SlipwayError({
    code: 'GO_COMPILE_FAILED',
    summary: first,
    details: others.slice(0, shownErrors),
    state: 'Nothing was built; an earlier image is untouched.',
  });
}
