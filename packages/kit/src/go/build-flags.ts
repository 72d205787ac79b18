/** What decides the bytes of a released program. */
export interface ReleaseBuild {
  /** The package to build, as `go build` takes it: `./cmd/orders`. */
  readonly packagePath: string;
  /** File to write, absolute. */
  readonly output: string;
  /** Goes into `main.version`. Default: `dev`. */
  readonly version?: string;
  /** Linker flags after ours. */
  readonly ldflags?: string;
  readonly tags?: readonly string[];
}

/**
 * Arguments of the one `go build` that makes release programs: the target `build`, the embedded image driver
 * and the generated Dockerfile use the same, so all three share one build cache and make the same bytes.
 * VCS stamping would make programs of equal sources differ; paths of the machine are trimmed.
 */
export function releaseBuildArgs({
  packagePath,
  output,
  version = 'dev',
  ldflags,
  tags = [],
}: ReleaseBuild): readonly string[] {
  return [
    'build',
    ...releaseBuildFlags({ version, ...(ldflags === undefined ? {} : { ldflags }), tags }),
    '-o',
    output,
    packagePath,
  ];
}

/** The flags among them that change the program. */
export function releaseBuildFlags({
  version,
  ldflags,
  tags,
}: {
  readonly version: string;
  readonly ldflags?: string;
  readonly tags: readonly string[];
}): readonly string[] {
  const linker = ['-s -w', `-X main.version=${version}`, ...(ldflags === undefined || ldflags === '' ? [] : [ldflags])];
  return [
    '-trimpath',
    '-buildvcs=false',
    '-ldflags',
    linker.join(' '),
    ...(tags.length === 0 ? [] : ['-tags', tags.join(',')]),
  ];
}

/** A version that can stand in `-ldflags`, which Go splits at blanks and quotes. */
export function isLinkableVersion(version: string): boolean {
  return /^[\w.+~:/@-]+$/.test(version);
}

/** The environment of a release build. cgo would link against libraries of the machine that builds. */
export const releaseBuildEnv: Readonly<Record<string, string>> = { CGO_ENABLED: '0' };
