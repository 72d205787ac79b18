import { constants } from 'node:fs';
import { access } from 'node:fs/promises';
import { homedir } from 'node:os';
import { delimiter, join } from 'node:path';

/** Where the test bed keeps what it installed. */
export function testbedFolder(): string {
  return process.env['SLIPWAY_TESTBED'] ?? join(homedir(), '.cache/slipway-testbed');
}

/** The path of an executable, from PATH or from the test bed; undefined when it is in neither. */
export async function findTool(name: string): Promise<string | undefined> {
  const folders = [...(process.env['PATH'] ?? '').split(delimiter), join(testbedFolder(), 'checkers/bin')];
  for (const folder of folders) {
    const path = join(folder, name);
    if (await isExecutable(path)) return path;
  }
  return undefined;
}

async function isExecutable(path: string): Promise<boolean> {
  try {
    await access(path, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}
