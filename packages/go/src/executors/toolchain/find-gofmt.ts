import { existsSync } from 'node:fs';
import { join } from 'node:path';
import type { GoRun } from './with-go.ts';

/** The gofmt of the Go that builds. Not every package of a system puts it on the PATH. */
export async function findGofmt({ go, tool }: Pick<GoRun, 'go' | 'tool'>): Promise<string> {
  const { stdout } = await go(['env', 'GOROOT'], { effect: 'read' });
  const suffix = process.platform === 'win32' ? '.exe' : '';
  const besideGo = join(stdout.trim(), 'bin', `gofmt${suffix}`);
  return existsSync(besideGo) ? besideGo : tool('gofmt');
}
