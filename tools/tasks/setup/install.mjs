import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { npmCommand, root } from './workspace.mjs';

/** Installs from the lockfile when node_modules is missing or holds something else than the lockfile says. */
export async function ensureInstalled(runner) {
  const difference = findDifference(root);
  if (difference === undefined) return;
  console.log(`Installing from the lockfile: ${difference}.`);
  await runner.step('npm ci', [...npmCommand(), 'ci', '--no-audit', '--no-fund']);
}

/**
 * Why node_modules has to be installed, or undefined when it is as the lockfile says.
 * npm keeps a record of what it installed, `node_modules/.package-lock.json`, written last;
 * packages that only another platform needs are optional and absent from it.
 */
export function findDifference(workspaceRoot) {
  const wanted = readPackages(join(workspaceRoot, 'package-lock.json'));
  if (wanted === undefined) return 'package-lock.json cannot be read';
  const installed = readPackages(join(workspaceRoot, 'node_modules/.package-lock.json'));
  if (installed === undefined) return 'node_modules is missing or incomplete';
  for (const [path, { version, integrity, optional }] of Object.entries(wanted)) {
    if (path === '') continue;
    const present = installed[path];
    if (present === undefined) {
      if (optional) continue;
      return `${path} is not installed`;
    }
    if (present.version !== version || present.integrity !== integrity) return `${path} has another version`;
  }
  const extra = Object.keys(installed).find((path) => wanted[path] === undefined);
  return extra === undefined ? undefined : `${extra} is not in the lockfile`;
}

function readPackages(path) {
  try {
    return JSON.parse(readFileSync(path, 'utf8')).packages;
  } catch {
    return undefined;
  }
}
