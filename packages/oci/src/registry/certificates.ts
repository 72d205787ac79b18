import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { rootCertificates } from 'node:tls';

/**
 * The roots to trust for one `host:port`: Node's own and every `*.crt` in `<folder>/<host:port>/`.
 * `undefined` where no folder has any, so that Node keeps its defaults.
 */
export async function readRoots(
  folders: readonly string[],
  host: string,
  extraFile: string | undefined,
): Promise<readonly string[] | undefined> {
  const own = (await Promise.all(folders.map((folder) => readFolder(join(folder, host))))).flat();
  if (own.length === 0) return undefined;
  // Roots of one's own replace all of Node's, also those of NODE_EXTRA_CA_CERTS, which is read at start only.
  const extra = extraFile === undefined ? [] : [await readFile(extraFile, 'utf8').catch(() => '')];
  return [...rootCertificates, ...extra, ...own];
}

/** Where Docker and podman look for the roots of a registry. */
export function certificateFolders(home: string): readonly string[] {
  return [
    join(home, '.config/containers/certs.d'),
    join(home, '.docker/certs.d'),
    '/etc/containers/certs.d',
    '/etc/docker/certs.d',
  ];
}

async function readFolder(folder: string): Promise<readonly string[]> {
  const names = await readdir(folder).catch(() => []);
  const roots = names.filter((name) => name.endsWith('.crt')).sort();
  return await Promise.all(roots.map((name) => readFile(join(folder, name), 'utf8')));
}
