import { readFile } from 'node:fs/promises';
import { run } from './run.ts';

/** Unmounts everything below a folder, innermost first. */
export async function unmountBelow(folder: string): Promise<void> {
  const table = await readFile('/proc/mounts', 'utf8').catch(() => '');
  const points = table.split('\n').map((line) => line.split(' ')[1] ?? '');
  for (const point of points.filter((path) => path.startsWith(`${folder}/`)).toReversed()) {
    // A mount in use goes away with its last user.
    if ((await run(['umount', point])).code !== 0) await run(['umount', '--lazy', point]);
  }
}
