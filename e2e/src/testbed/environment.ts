import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Bed } from './bed.ts';
import { parts } from './parts.ts';

/** The variables that lead tests to what is up. PATH is to be put in front of one's own. */
export async function describeEnvironment(bed: Bed): Promise<Readonly<Record<string, string>>> {
  const environment: Record<string, string> = {};
  for (const part of parts) {
    if ((await part.status(bed)).state !== 'down') Object.assign(environment, await part.environment?.(bed));
  }
  return environment;
}

/** Writes `environment.sh`, to be read by a POSIX shell, and returns its path. */
export async function writeEnvironment(bed: Bed, environment: Readonly<Record<string, string>>): Promise<string> {
  await mkdir(bed.state, { recursive: true });
  const file = join(bed.state, 'environment.sh');
  await writeFile(file, `${renderEnvironment(bed, environment).join('\n')}\n`);
  return file;
}

/** One `export` line per variable. */
export function renderEnvironment(bed: Bed, environment: Readonly<Record<string, string>>): readonly string[] {
  const quote = (value: string): string => `'${value.replaceAll("'", `'\\''`)}'`;
  const lines = Object.entries(environment).map(([name, value]) => `export ${name}=${quote(value)}`);
  return [`export PATH=${quote(bed.bin)}:${quote(join(bed.tools, 'bin'))}:"$PATH"`, ...lines];
}
