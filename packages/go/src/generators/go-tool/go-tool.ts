import { logger, type Tree } from '@nx/devkit';
import { parseGoMod } from '@slipway/kit';
import { addTool } from './add-tool.ts';
import { parseTool } from './parse-tool.ts';

/** Options of the generator `go-tool`. */
export interface GoToolOptions {
  readonly name: string;
}

const goMod = 'tools/go.mod';
const goSum = 'tools/go.sum';

/**
 * Pins a Go program in `tools/go.mod`, which is a module of its own: what tools require must not reach the services.
 * Go checks it against its checksum database, and builds it at its first use.
 */
export default async function goTool(tree: Tree, { name }: GoToolOptions): Promise<void> {
  const tool = parseTool(name);
  const files = { goMod: tree.read(goMod, 'utf-8') ?? newModule(tree), goSum: tree.read(goSum, 'utf-8') ?? '' };
  const added = await addTool(tool, files, tree.root);
  tree.write(goMod, added.goMod);
  tree.write(goSum, added.goSum);
  const { path, version } = added.module;
  logger.info(`${path} ${version} is pinned in ${goMod}; Go builds it when it is first used.`);
}

/** The oldest language version with `tool` lines; Go raises it to what the tools need. */
function newModule(tree: Tree): string {
  const { module } = parseGoMod(tree.read('go.mod', 'utf-8') ?? '');
  return `module ${module === undefined ? 'tools' : `${module}/tools`}\n\ngo 1.24.0\n`;
}
