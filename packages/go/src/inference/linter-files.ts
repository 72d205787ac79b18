import { posix } from 'node:path';

/** Names of golangci-lint's configuration. */
export const golangciFiles: readonly string[] = ['.golangci.yml', '.golangci.yaml', '.golangci.toml', '.golangci.json'];

/** Name of staticcheck's configuration. */
export const staticcheckFiles: readonly string[] = ['staticcheck.conf'];

/** The files above a project that its linters may read, as inputs of Nx: both look in every folder up to the root. */
export function linterFilesAbove(root: string): readonly string[] {
  if (root === '.') return [];
  const folder = posix.dirname(root);
  const inFolder = folder === '.' ? '' : `${folder}/`;
  const files = [...golangciFiles, ...staticcheckFiles].map((name) => `{workspaceRoot}/${inFolder}${name}`);
  return [...linterFilesAbove(folder), ...files];
}
