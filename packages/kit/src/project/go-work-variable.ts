import { readFile } from 'node:fs/promises';
import { dirname, join, resolve } from 'node:path';
import { parseGoWork } from '../go/parse-go-mod.ts';
import { isInside } from './is-inside.ts';

/** `GOWORK` for go commands; absent where Go finds out by itself. */
export interface GoWorkVariable {
  readonly GOWORK?: 'off';
}

/**
 * What go commands in a folder need to be told of go.work: to leave it alone where the module of the folder is none of
 * those it uses. The go command would refuse to work there, and the graph takes such a module for one that stands alone.
 * What the user has set stays. Both paths are absolute.
 */
export async function goWorkVariable(folder: string, workspaceRoot: string): Promise<GoWorkVariable> {
  if ((process.env['GOWORK'] ?? '') !== '') return {};
  const module = await findAbove('go.mod', folder, workspaceRoot);
  const work = await findAbove('go.work', folder, workspaceRoot);
  if (module === undefined || work === undefined) return {};
  const used = parseGoWork(work.text).use.map((path) => resolve(work.folder, path));
  return used.includes(module.folder) ? {} : { GOWORK: 'off' };
}

async function findAbove(
  name: string,
  from: string,
  to: string,
): Promise<{ readonly folder: string; readonly text: string } | undefined> {
  for (let folder = from; isInside(to, folder); folder = dirname(folder)) {
    const text = await readFile(join(folder, name), 'utf8').catch(() => undefined);
    if (text !== undefined) return { folder, text };
    if (folder === to) break;
  }
  return undefined;
}
