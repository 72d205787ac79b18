export { errorCatalogue, type ErrorCode } from './errors/catalogue.ts';
export { isSlipwayError, SlipwayError, type SlipwayErrorContent } from './errors/slipway-error.ts';
export { inState, orState, withHint, withState } from './errors/with-state.ts';
export { toWriteError } from './errors/write-error.ts';

export { digestHex, digestOf, isDigest, parseDigest, type Digest } from './image/digest.ts';
export { familiarReference, formatReference, parseReference, type ImageReference } from './image/image-reference.ts';
export type { ImageRecord } from './image/image-record.ts';
export { contentTag, pinToRegistry, type Pinned } from './image/pinned.ts';
export { formatPlatform, hostPlatform, normalizePlatform, parsePlatform, type Platform } from './image/platform.ts';

export { createGlob, type Glob } from './glob/create-glob.ts';

export { closest } from './schema/closest.ts';
export type { JsonSchema } from './schema/json-schema.ts';
export { validateSchema, type SchemaVerdict } from './schema/validate-schema.ts';

export {
  cancelled,
  cancellationOf,
  listenForCancellation,
  throwIfCancelled,
  type Cancellation,
} from './context/cancellation.ts';
export type { BackgroundCommand, BackgroundProcess } from './context/background-process.ts';
export type { Command, CommandResult } from './context/command.ts';
export { toCommandError } from './context/command-error.ts';
export { createLogger, formatDuration, type LoggerSettings } from './context/create-logger.ts';
export { findOnPath, findTool, type ToolSearch } from './context/find-tool.ts';
export { isProcessAlive } from './context/is-process-alive.ts';
export { createMask } from './context/mask.ts';
export { formatCommand, runCommand, type RunnerSettings } from './context/run-command.ts';
export { withFileLock, type FileLock } from './context/with-file-lock.ts';
export { withDriverContext, type DriverContextSettings } from './context/with-driver-context.ts';
export type { DriverContext } from './context/driver-context.ts';
export type { Logger } from './context/logger.ts';

export type { Driver, DriverKind, Problem } from './drivers/driver.ts';
export type { BuildAbilities, BuildDriver, BuildRequest, ImageConfig } from './drivers/build-driver.ts';
export { assertCanBuild } from './drivers/check-abilities.ts';
export { fillCommand, findCommand } from './drivers/command-line.ts';
export { readDriverOptions } from './drivers/driver-options.ts';
export { findDriver, type BuiltInDrivers, type DriverByKind, type DriverSearch } from './drivers/find-driver.ts';
export { defineBuildDriver, defineDeployDriver, defineStoreDriver } from './drivers/define-driver.ts';
export type {
  LoadRequest,
  LoadResult,
  RunRequest,
  RunResult,
  StoreAbilities,
  StoreDriver,
} from './drivers/store-driver.ts';
export type {
  DeliveredImage,
  DeployAbilities,
  DeployAction,
  DeployDriver,
  DeploySession,
  DeployTarget,
  Difference,
  Document,
  ObjectChange,
  ObjectStatus,
  Release,
  ReleasedObject,
  ReleaseRecord,
  ReleaseRequest,
  ReleaseStatus,
  Rendered,
  RenderRequest,
  RollbackRequest,
  UndeployRequest,
} from './drivers/deploy-driver.ts';

export {
  isLinkableVersion,
  releaseBuildArgs,
  releaseBuildEnv,
  releaseBuildFlags,
  type ReleaseBuild,
} from './go/build-flags.ts';
export { findGoPackages, isGoCommand, isGoFile, type FolderReader, type GoPackages } from './go/find-go-packages.ts';
export { createFolderFilter, isIgnoredFolder } from './go/ignored-folders.ts';
export { compareModuleVersions } from './go/compare-module-versions.ts';
export type { GoFileProblem } from './go/go-mod-lines.ts';
export { formatCompileError, parseCompileErrors, type CompileError } from './go/parse-compile-errors.ts';
export { parseGoMod, parseGoWork, type GoMod, type GoWork } from './go/parse-go-mod.ts';
export { pinnedTools, type PinnedTool } from './go/pinned-tools.ts';
export { findUseLines, type UseLine } from './go/find-use-lines.ts';
export { quoteWord } from './go/quote-word.ts';
export { readGoHeader, type GoHeader } from './go/read-go-header.ts';
export { isLocalPath, type ModuleVersion, type Replacement } from './go/replacement.ts';

export { goInputs, type GoInputsRequest, type TargetInput } from './project/go-inputs.ts';
export { readGoWorkInput, type GoWorkInput } from './project/go-work-input.ts';
export { goWorkSettingsFile, isSettingsText, renderGoWorkSettings } from './project/go-work-settings.ts';
export { createIgnoreRules, type IgnoreRules } from './project/ignore-rules.ts';
export { goWorkVariable, type GoWorkVariable } from './project/go-work-variable.ts';
export { isInside } from './project/is-inside.ts';
export { keptOutModules } from './project/kept-out-modules.ts';
export { nameProjects } from './project/name-projects.ts';
export type { ReadText } from './project/npm-workspaces.ts';
export { readProjects, type NamedProject } from './project/read-projects.ts';
export { createTextReader } from './project/read-text.ts';
export {
  folderOf,
  isWithin,
  nearestRoot,
  projectFilesGlob,
  readWorkspaceFiles,
  toFolder,
  type WorkspaceFiles,
} from './project/workspace-files.ts';
