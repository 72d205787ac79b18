import { installPackagesTask, logger, type GeneratorCallback, type Tree } from '@nx/devkit';
import { rewriteJson, type JsonObject } from '../json/rewrite-json.ts';
import { gonx } from './peers/gonx.ts';
import { nxGo } from './peers/nx-go.ts';
import { findMentions } from './plan/find-mentions.ts';
import { planConversion } from './plan/plan-conversion.ts';
import { renderReport } from './report/render-report.ts';
import { readWorkspace, type ConvertedWorkspace } from './workspace.ts';
import type { Peer } from './peers/peer.ts';

/** Options of the generator `convert`. */
export interface ConvertOptions {
  /** Leave the plugins in package.json, also where nothing needs them any more. Default: false. */
  readonly keepPackages?: boolean;
}

const peers = [nxGo, gonx];

/** Makes a workspace of @nx-go/nx-go or @naxodev/gonx one of ours, and prints what somebody has to look at. Twice is once. */
export default async function convert(
  tree: Tree,
  { keepPackages = false }: ConvertOptions,
): Promise<GeneratorCallback | undefined> {
  const workspace = await readWorkspace(tree);
  const used = peers.filter((peer) => isUsed(workspace, peer));
  if (used.length === 0) {
    logger.info(
      `Neither ${peers.map(({ name }) => name).join(' nor ')} is used in this workspace: nothing to convert.`,
    );
    return undefined;
  }
  const plan = planConversion(workspace, used, { keepPackages });
  const changed = [...plan.files].flatMap(([path, json]) => (write(tree, path, json) ? [path] : []));
  for (const path of plan.stale) tree.delete(path);
  const names = used.map(({ name }) => name);
  logger.info(`\n${renderReport(plan, names, changed)}\n`);
  if (plan.removed.length === 0) return undefined;
  return () => {
    installPackagesTask(tree);
  };
}

function isUsed({ nxJson, packageJson, projectFiles }: ConvertedWorkspace, peer: Peer): boolean {
  const files = [nxJson, packageJson, ...projectFiles.map(({ json }) => json)];
  return files.some((json) => findMentions(json, peer).length > 0);
}

/** Returns whether the file says something else than before. */
function write(tree: Tree, path: string, json: JsonObject): boolean {
  const before = tree.read(path, 'utf-8');
  if (before === null && Object.keys(json).length === 0) return false;
  const after = before === null ? `${JSON.stringify(json, null, 2)}\n` : rewriteJson(before, json);
  if (after === before) return false;
  tree.write(path, after);
  return true;
}
