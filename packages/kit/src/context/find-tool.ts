import { access, constants, readFile, stat } from 'node:fs/promises';
import { delimiter, isAbsolute, join } from 'node:path';
import { SlipwayError } from '../errors/slipway-error.ts';
import { pinnedTools } from '../go/pinned-tools.ts';
import type { Command, CommandResult } from './command.ts';
import { rememberGoTool } from './go-tool-cache.ts';

/** Where tools are looked for. */
export interface ToolSearch {
  /** Absolute. */
  readonly workspaceRoot: string;
  /** Paths by name, as the user's options give them; relative ones start at the workspace root. */
  readonly executables: Readonly<Record<string, string>>;
  readonly run: (command: Command) => Promise<CommandResult>;
}

/**
 * Finds an executable: the user's option, then the tool of that name in the workspace's `tools/go.mod`, then the PATH.
 * Answers with an absolute path. Throws TOOL_MISSING.
 */
export async function findTool(name: string, { workspaceRoot, executables, run }: ToolSearch): Promise<string> {
  const configured = executables[name];
  if (configured !== undefined) {
    const path = isAbsolute(configured) ? configured : join(workspaceRoot, configured);
    if (await isExecutable(path)) return path;
    throw new SlipwayError({
      code: 'TOOL_MISSING',
      summary: `${name} is set to ${configured}, which cannot be executed.`,
      hint: `Mend the option executables.${name}, or remove it to use the ${name} of the PATH.`,
    });
  }
  return (await findGoTool(name, workspaceRoot, run)) ?? (await findOnPath(name)) ?? missing(name);
}

/** The first executable of that name on the PATH, as an absolute path. */
export async function findOnPath(name: string, path: string = process.env['PATH'] ?? ''): Promise<string | undefined> {
  const suffixes = process.platform === 'win32' ? ['.exe', '.cmd', ''] : [''];
  for (const folder of path.split(delimiter).filter(isAbsolute)) {
    for (const suffix of suffixes) {
      const candidate = join(folder, `${name}${suffix}`);
      if (await isExecutable(candidate)) return candidate;
    }
  }
  return undefined;
}

/** `go tool -n` builds the pinned tool when it must, and prints where its binary is in Go's build cache. */
async function findGoTool(name: string, workspaceRoot: string, run: ToolSearch['run']): Promise<string | undefined> {
  const directory = join(workspaceRoot, 'tools');
  const goMod = await readFile(join(directory, 'go.mod'), 'utf8').catch(() => '');
  if (!pinnedTools(goMod).some((tool) => tool.name === name)) return undefined;
  const ask = async (): Promise<string> => {
    const args = ['-C', directory, 'tool', '-n', name];
    return (await run({ file: 'go', args, env: { GOWORK: 'off' }, effect: 'read' })).stdout.trim();
  };
  const go = await findOnPath('go');
  return go === undefined ? ask() : rememberGoTool({ name, workspaceRoot, goMod, go }, isExecutable, ask);
}

async function isExecutable(path: string): Promise<boolean> {
  try {
    await access(path, constants.X_OK);
    return (await stat(path)).isFile();
  } catch {
    return false; // Absent and not executable are the same answer here.
  }
}

function missing(name: string): never {
  throw new SlipwayError({
    code: 'TOOL_MISSING',
    summary: `${name} is not installed.`,
    details: ['Looked at the option "executables", at tools/go.mod and at the PATH.'],
    hint: 'Run "npx slipway doctor" to see what is missing and how to install it.',
  });
}
