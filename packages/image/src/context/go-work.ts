import { isLocalPath, type GoWork, type ModuleVersion } from '@slipway/kit';

/** A go.work of exactly these folders, with the versions and replacements of the one it is cut from. */
export function renderGoWork({ go, toolchain, replace }: GoWork, use: readonly string[]): string {
  const folders = use.map((folder) => (folder === '' ? '.' : folder.startsWith('.') ? folder : `./${folder}`)).sort();
  const replacements = replace
    .filter(
      (replacement) => !isLocalPath(replacement.new.path) || use.includes(replacement.new.path.replace(/^\.\//, '')),
    )
    .map((replacement) => `replace ${version(replacement.old)} => ${version(replacement.new)}`);
  return [
    ...(go === undefined ? [] : [`go ${go}`, '']),
    ...(toolchain === undefined ? [] : [`toolchain ${toolchain}`, '']),
    'use (',
    ...folders.map((folder) => `\t${JSON.stringify(folder)}`),
    ')',
    ...replacements.flatMap((line) => ['', line]),
    '',
  ].join('\n');
}

function version({ path, version: at }: ModuleVersion): string {
  return at === undefined ? JSON.stringify(path) : `${path} ${at}`;
}
