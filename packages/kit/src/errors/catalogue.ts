/**
 * Every error code of Slipway with what it means.
 * A code is permanent: it may be added, never renamed, reused or removed.
 * `docs/reference/errors.md` is made from this table, and a test provokes each entry.
 */
export const errorCatalogue = {
  // Names, paths and references
  NAME_INVALID: 'A project, service or template name that a file system, Kubernetes or Go would not take.',
  PATH_OUTSIDE_WORKSPACE: 'A path that leaves the workspace, or crosses a symbolic link.',
  REFERENCE_INVALID: 'A text that is no image reference by the distribution grammar.',
  DIGEST_INVALID: 'A text that is no sha256 digest.',
  PLATFORM_INVALID: 'A text that is no platform such as linux/amd64.',

  // Drivers
  DRIVER_UNKNOWN: 'No driver answers to the name: not a path, not built in, not an installed package.',
  DRIVER_INVALID: 'A module was found, but it exports no driver of the kind asked for.',
  DRIVER_OPTIONS_INVALID: 'The options given to a driver do not fit its schema.',
  DRIVER_CANNOT: 'The driver was asked for something it cannot do on this machine.',
  OPTIONS_INVALID: 'Options of an executor, generator or command that do not fit together.',

  // Processes
  TOOL_MISSING: 'An executable was found neither through the options, nor in tools/go.mod, nor on the PATH.',
  COMMAND_FAILED: 'A command ended with another exit code than 0, and no better reason is known.',
  DAEMON_DOWN: 'A container engine is installed, but its daemon does not answer.',
  CANCELLED: 'The run was cancelled by a signal.',
  DISK_FULL: 'There is no space left where something had to be written.',
} as const;

/** A permanent error code. */
export type ErrorCode = keyof typeof errorCatalogue;
