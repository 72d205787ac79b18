import { SlipwayError, type DriverContext } from '@slipway/kit';

/** What Go says about itself where the project lies. */
export interface GoEnvironment {
  /** `go1.26.8`. */
  readonly version: string;
  /** As the user set it, also by `go env -w`. */
  readonly goflags: string;
}

/**
 * Asks Go once. `process.env` would not do: `go env -w` settings are not in it.
 * Throws TOOL_MISSING where there is no Go.
 */
export async function readGoEnvironment(
  context: Pick<DriverContext, 'run' | 'tool'>,
  directory: string,
): Promise<GoEnvironment> {
  const { stdout } = await context.run({
    file: await findGo(context),
    args: ['env', '-json', 'GOVERSION', 'GOFLAGS'],
    cwd: directory,
    effect: 'read',
  });
  const values = JSON.parse(stdout) as { readonly GOVERSION?: string; readonly GOFLAGS?: string };
  return { version: values.GOVERSION ?? 'go of an unknown version', goflags: values.GOFLAGS ?? '' };
}

/** The path of the `go` command. Throws TOOL_MISSING, naming the other way to build. */
export async function findGo(context: Pick<DriverContext, 'tool'>): Promise<string> {
  try {
    return await context.tool('go');
  } catch (cause) {
    throw new SlipwayError({
      code: 'TOOL_MISSING',
      summary: 'Go is not installed, and the driver "go" compiles with it.',
      details: ['Looked at the option "executables.go" and at the PATH.'],
      state: 'Nothing was built.',
      hint: 'Install Go from https://go.dev/dl, or build in a container with --driver=buildx.',
      cause,
    });
  }
}
