import { existsSync } from 'node:fs';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { isSlipwayError, SlipwayError, withDriverContext } from '@slipway/kit';
import type { KnownTool } from './known-tools.ts';

/** The two files of the tools' module. */
export interface ToolFiles {
  readonly goMod: string;
  readonly goSum: string;
}

/** The files with the tool in them, and the module it comes from. */
export interface AddedTool extends ToolFiles {
  readonly module: { readonly path: string; readonly version: string };
}

/**
 * Lets Go add a tool to copies of the files; those of the workspace stay as they are.
 * Throws GO_TOOL_REFUSED with what Go said, TOOL_MISSING without Go.
 */
export async function addTool(tool: KnownTool, files: ToolFiles, workspaceRoot: string): Promise<AddedTool> {
  const project = { name: 'tools', root: 'tools' };
  return withDriverContext({ workspaceRoot, project, options: {} }, async (context) => {
    const copy = join(context.workDir, 'go.mod');
    const sums = join(context.workDir, 'go.sum');
    await writeFile(copy, files.goMod);
    await writeFile(sums, files.goSum);
    // A `replace` with a relative path is read from the real folder, so Go works there where there is one.
    const folder = join(workspaceRoot, 'tools');
    const cwd = existsSync(join(folder, 'go.mod')) ? folder : context.workDir;
    const go = await context.tool('go');
    const run = async (...args: readonly string[]): Promise<string> => {
      // Whatever GOFLAGS says of -mod: this run is there to change the file.
      const env = { GOWORK: 'off', GOFLAGS: withoutModFlags(process.env['GOFLAGS']) };
      const [command = '', ...rest] = args;
      const all = [command, `-modfile=${copy}`, ...rest];
      return (await context.run({ file: go, args: all, cwd, env, effect: 'read' })).stdout;
    };
    try {
      await run('get', '-tool', `${tool.package}@${tool.version}`);
      const format = '{{.Name}} {{.Module.Path}} {{.Module.Version}}';
      const [name, path = '', version = ''] = (await run('list', '-f', format, tool.package)).trim().split(' ');
      if (name !== 'main') throw noProgram(tool);
      return { goMod: await readFile(copy, 'utf8'), goSum: await readFile(sums, 'utf8'), module: { path, version } };
    } catch (error) {
      throw explain(error, tool);
    }
  });
}

function withoutModFlags(flags = ''): string {
  return flags
    .split(/\s+/)
    .filter((flag) => !/^--?mod(?:file)?=/.test(flag))
    .join(' ');
}

function noProgram({ package: path }: KnownTool): SlipwayError {
  return new SlipwayError({
    code: 'GO_TOOL_REFUSED',
    summary: `${path} is a library, not a program.`,
    state: 'Nothing was written.',
    hint: 'Name its main package; it is often called like …/cmd/tool.',
  });
}

function explain(error: unknown, { package: path, version }: KnownTool): unknown {
  if (!isSlipwayError(error) || error.code !== 'COMMAND_FAILED') return error;
  return new SlipwayError({
    code: 'GO_TOOL_REFUSED',
    summary: `Go cannot add ${path}@${version}.`,
    details: error.details,
    state: 'Nothing was written.',
    hint: `See which versions there are: go list -m -versions ${path}`,
    cause: error,
  });
}
