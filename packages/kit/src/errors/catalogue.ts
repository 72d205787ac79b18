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
  LOCKED: 'Another process keeps the lock of a file that is to be changed.',
  DISK_FULL: 'There is no space left where something had to be written, by Slipway or by a tool it ran.',

  // Layers, layouts and archives
  TAR_ENTRY_INVALID: 'A file cannot be put into a layer under the path, mode or size asked for.',
  FILE_CHANGED: 'A file was changed by somebody else while it was read.',
  FILE_UNREADABLE: 'A file that an option names is missing, cannot be read, or holds something else.',
  WRITE_FAILED: 'The file system refused to write: no permission, read-only, file too large.',
  COMPRESSION_UNSUPPORTED: 'This Node cannot compress layers in the way asked for.',
  LAYOUT_MISSING: 'There is no image layout in the folder.',
  LAYOUT_NOT_EMPTY: 'An image layout was to be written into a folder that holds something.',
  LAYOUT_INVALID: 'An image layout is damaged or is no single image: wrong digest, missing blob, two roots.',
  PLATFORMS_DIFFER: 'An image holds other platforms than were asked for.',
  ARCHIVE_INVALID: 'A tar file is truncated or corrupt, or holds no single image.',

  // Registries
  REGISTRY_UNREACHABLE: 'A registry gave no answer: unknown name, nothing listening, broken connection.',
  REGISTRY_UNTRUSTED:
    'A registry does not prove who it is, speaks no TLS, or wants credentials sent where they must not go.',
  REGISTRY_UNAUTHORIZED: 'A registry wants a login, or refused the one that was found.',
  REGISTRY_FORBIDDEN: 'A registry knows who is asking, but does not allow it.',
  REGISTRY_NOT_FOUND: 'A registry has no such repository, image or blob.',
  REGISTRY_FAILED: 'A registry answered with an error, or against its specification.',
  REGISTRY_TIMEOUT: 'A registry did not do its part before the deadline.',
  REGISTRY_DIGEST_MISMATCH: 'A registry stored or sent other bytes than the digest says.',
  REGISTRY_CREDENTIALS_INVALID: 'A file or helper with registry credentials cannot be used.',

  // Images
  NOTHING_TO_BUILD: 'A project has nothing that an image could be made from: no Go main package, no Dockerfile.',
  IMAGE_NOT_BUILT: 'A target needs the image of a project, and docker-build has not made it yet.',
  CGO_UNSUPPORTED: 'A program needs cgo, and the driver compiles without it.',
  GO_TOO_OLD: 'A go.mod or go.work asks for a newer Go than the one installed.',
  BUILDER_UNKNOWN: 'buildx has no builder of the name asked for.',
  DOCKERFILE_INVALID: 'A Dockerfile that cannot be read, or has no stage of the name asked for.',
  BASE_IMAGE_UNAVAILABLE: 'A base image of a Dockerfile cannot be fetched.',
  PORT_TAKEN: 'A port of this machine is in use by another program.',
  STORE_MISSING: 'No container engine that keeps images answers on this machine.',

  // Environments and manifests
  ENVIRONMENT_REQUIRED: 'A deploy target was run without saying for which environment.',
  ENVIRONMENT_UNKNOWN: 'An environment that nx.json does not have.',
  ENVIRONMENT_INVALID: 'An environment whose settings are wrong or do not fit together.',
  MANIFESTS_MISSING:
    'A project has nothing to render for the environment: no overlay, chart, manifests or compose file.',
  RENDER_FAILED: 'kustomize, helm or compose could not make manifests of what the project holds.',
  MANIFEST_INVALID: 'A rendered document that is no Kubernetes object or no compose file.',
  IMAGE_NOT_USED: 'The image of a project occurs in none of its manifests, so that nothing would be released.',
  IMAGE_NOT_PINNED: 'An image was to be released by a reference that may come to mean another one.',

  // Clusters
  PLACE_UNNAMED: 'A deploy would have to guess its cluster: no context was named.',
  PLACE_UNEXPECTED: 'A context leads to another cluster than the environment says.',
  KUBECONFIG_INVALID: 'A kubeconfig cannot be used: no such context, broken file, or a part that must not be trusted.',
  CLUSTER_UNREACHABLE: 'A cluster gave no answer: unknown name, nothing listening, broken connection.',
  CLUSTER_UNTRUSTED: 'A cluster does not prove who it is.',
  CLUSTER_UNAUTHORIZED: 'A cluster wants credentials, or refused those of the kubeconfig.',
  CLUSTER_FORBIDDEN: 'A cluster knows who is asking, but its roles do not allow it.',
  CLUSTER_FAILED: 'A cluster answered with an error of its own, or not as a Kubernetes API server does.',
  NAMESPACE_MISSING: 'A namespace does not exist, or is being deleted, and nobody said to create it.',
  APPLY_INVALID: 'A cluster refuses an object as it is: unknown field, wrong value, or a field that cannot change.',
  APPLY_CONFLICT: 'Fields of an object belong to another manager.',
  APPLY_DENIED: 'A policy, a quota or an admission webhook refuses an object.',
  APPLY_KIND_UNKNOWN: 'A cluster does not know the kind of an object.',
  RELEASE_FOREIGN: 'What is to be released is managed by another tool or belongs to another release.',
  RELEASE_BUSY: 'Another deploy of the same release is running, or has just run.',
  RELEASE_MISSING: 'There is no release to look at, to go back to or to remove.',
  PLATFORM_MISSING: 'An image has no part for the machines it would run on.',

  // Rollouts
  ROLLOUT_IMAGE: 'A container cannot get its image.',
  ROLLOUT_CRASHED: 'A container of the new release ends again and again.',
  ROLLOUT_REFUSED: 'The cluster refuses to make the pods of a release.',
  ROLLOUT_CONFIG: 'A container cannot be started as it is configured.',
  ROLLOUT_TIMEOUT: 'A release was not ready in time.',
  ROLLOUT_FAILED: 'A release ended in a state that does not get better by waiting.',
  DIFFERENCE_FOUND: 'A deploy would change something, and the run was to fail in that case.',

  // Templates
  TEMPLATE_NOT_FOUND: 'A template, or the base that an overlay extends, is not where its source says.',
  TEMPLATE_INVALID: 'A template that does not fit the format, or an overlay that names what its base lacks.',
  TEMPLATE_CHAIN_INVALID: 'Templates that extend one another in a circle, too deeply, or outside the range asked for.',
  TEMPLATE_HOOKS_INVALID: "A template's hooks are not installed, or the module exports none.",
  TEMPLATE_RENDER_FAILED: 'A template file that cannot be rendered with the answers given.',
  TEMPLATE_PATH_INVALID:
    'A template path that renders to a name no file system should take, or to the path of another file.',
  TEMPLATE_FILE_EXISTS: 'Files that a template would write are there already, with other content.',
  TEMPLATE_LOCK_INVALID: 'A template.lock.json that is no record of a template, or one of a newer version.',
  TEMPLATE_GOLDEN_DIFFERS: 'A golden case of a template no longer renders to the tree beside it.',
  PROJECT_EXISTS: 'The name of the new project belongs to another project of the workspace.',

  // Go
  GO_MOD_INVALID: 'A go.mod or go.work, or an option of the plugin, that cannot be understood.',
  GO_COMPILE_FAILED: 'Go code that does not compile. The first line is the place of the first mistake.',
  GO_TEST_FAILED: 'A Go test failed.',
  GO_LINT_FAILED: 'A linter found something. The first line is the place of the first finding.',
  GO_NOT_FORMATTED: 'Go files that gofmt would write otherwise.',
  GO_GENERATE_FAILED: 'A command of a go:generate line failed. The first line is the place of that line.',
  GO_VULNERABLE: 'Go code calls, or a module requires, something with a known vulnerability.',
  GO_TOOL_REFUSED: 'A Go tool cannot be added to tools/go.mod: no such package or version, or no program.',
  GO_NOT_TIDY: 'A go.mod or go.sum that `go mod tidy` would write otherwise.',

  // The slipway command
  FOLDER_NOT_EMPTY: 'A workspace was to be made in a folder that holds something.',
  INSTALL_FAILED: 'npm could not install the packages of a new workspace.',
} as const;

/** A permanent error code. */
export type ErrorCode = keyof typeof errorCatalogue;
