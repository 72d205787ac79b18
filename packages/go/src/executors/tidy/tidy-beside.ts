import { readFile, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { parseGoMod, quoteWord, toWriteError, type CommandResult } from '@slipway/kit';
import type { GoRun } from '../toolchain/with-go.ts';
import type { WorkspaceModule } from './workspace-modules.ts';

/** What `go mod tidy` would make of a module, or how it failed. */
export interface TidyOutcome {
  readonly result: CommandResult;
  /** Files whose text would be another one. */
  readonly changed: readonly ChangedFile[];
}

/** A go.mod or go.sum before and after. */
export interface ChangedFile {
  readonly name: string;
  readonly before: string;
  readonly after: string;
}

/**
 * Tidies a copy of a module's go.mod that says where the modules beside it are, which `go mod tidy` does not ask go.work,
 * and takes that out again: go.work keeps saying it, once. A line about such a module that was there before stays.
 */
export async function tidyBeside(
  run: GoRun,
  folder: string,
  modules: readonly WorkspaceModule[],
): Promise<TidyOutcome> {
  const copy = join(run.workDir, 'go.mod');
  const [goMod, goSum] = [await textOf(join(folder, 'go.mod')), await textOf(join(folder, 'go.sum'))];
  const replacements = modules.map(({ path, folder: at }) => `\t${path} => ${quoteWord(at)}\n`);
  await writeFile(copy, `${goMod}\nreplace (\n${replacements.join('')})\n`);
  // Go takes the go.sum beside the file that -modfile names.
  await writeFile(join(run.workDir, 'go.sum'), goSum);
  const result = await run.go(['mod', 'tidy', `-modfile=${copy}`], { cwd: folder });
  if (result.exitCode !== 0) return { result, changed: [] };

  const required = new Set(parseGoMod(goMod).require.map(({ path }) => path));
  const added = modules.filter(({ path }) => !required.has(path));
  const drops = [
    ...modules.map(({ path }) => `-dropreplace=${path}`),
    ...added.map(({ path }) => `-droprequire=${path}`),
  ];
  const dropped = await run.go(['mod', 'edit', ...drops, copy], { cwd: folder });
  const files = [
    { name: 'go.mod', before: goMod, after: await textOf(copy) },
    { name: 'go.sum', before: goSum, after: await textOf(join(run.workDir, 'go.sum')) },
  ];
  return { result: dropped, changed: files.filter(({ before, after }) => before !== after) };
}

/** Writes what changed, each file whole or not at all. Throws WRITE_FAILED. */
export async function writeChanged(folder: string, changed: readonly ChangedFile[]): Promise<void> {
  for (const { name, after } of changed) {
    const file = join(folder, name);
    const partial = `${file}.${process.pid}.tmp`;
    try {
      await writeFile(partial, after);
      await rename(partial, file);
    } catch (error) {
      throw toWriteError(error, file);
    } finally {
      await rm(partial, { force: true });
    }
  }
}

/** Lines that come and go, as a person looks for them. */
export function renderChanges(changed: readonly ChangedFile[]): readonly string[] {
  return changed.flatMap(({ name, before, after }) => {
    const [old, young] = [linesOf(before), linesOf(after)];
    const [gone, come] = [[...old].filter((line) => !young.has(line)), [...young].filter((line) => !old.has(line))];
    return [`${name}:`, ...gone.map((line) => `- ${line}`), ...come.map((line) => `+ ${line}`)];
  });
}

function linesOf(text: string): ReadonlySet<string> {
  const lines = text.split('\n').map((line) => line.trim());
  return new Set(lines.filter((line) => line !== ''));
}

function textOf(file: string): Promise<string> {
  return readFile(file, 'utf8').catch(() => '');
}
