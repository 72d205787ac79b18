/** What an engine's own client reads: a program's value for one of these must not reach the client. */
const clientVariables =
  /^(PATH|HOME|USER|SHELL|TERM|TMPDIR|LANG|LC_\w+|GO\w*|XDG_\w+|SSH_\w+|DOCKER_\w+|BUILDX_\w+|BUILDKIT_\w+|CONTAINERS?_\w+|PODMAN_\w+|REGISTRY_AUTH_FILE|SOURCE_DATE_EPOCH|(HTTPS?|NO|ALL|FTP)_PROXY)$/i;

/** Variables on their way to a container or a build, as an engine's client takes them. */
export interface PassedVariables {
  readonly args: readonly string[];
  /** To be put into the environment of the client. */
  readonly env: Readonly<Record<string, string>>;
}

/**
 * Passes values through the environment of the client, which `--env=NAME` and `--build-arg=NAME` read,
 * because arguments are shown to every user of the machine, printed by `--verbose` and kept in errors.
 */
export function passVariables(
  flag: '--env' | '--build-arg',
  variables: Readonly<Record<string, string>>,
): PassedVariables {
  const entries = Object.entries(variables);
  return {
    args: entries.map(([name, value]) => (clientVariables.test(name) ? `${flag}=${name}=${value}` : `${flag}=${name}`)),
    env: Object.fromEntries(entries.filter(([name]) => !clientVariables.test(name))),
  };
}
