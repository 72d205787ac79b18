import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { cpus, loadavg } from 'node:os';
import { join } from 'node:path';
import { root } from '../../tools/tasks/setup/workspace.mjs';

/** What a figure depends on. Load is the mean number of processes that wanted a core in the last minute. */
export function describeMachine() {
  return {
    versions: { node: process.versions.node, go: goVersion(), slipway: versionIn('packages/slipway') },
    cores: cpus().length,
    platform: `${process.platform}/${process.arch}`,
    load: Number(loadavg()[0].toFixed(1)),
  };
}

/** The version in a package.json; the folder is absolute or below the repository. */
export function versionIn(folder) {
  return JSON.parse(readFileSync(join(folder.startsWith('/') ? '' : root, folder, 'package.json'), 'utf8')).version;
}

function goVersion() {
  return execFileSync('go', ['env', 'GOVERSION'], { encoding: 'utf8' }).trim().replace(/^go/, '');
}
