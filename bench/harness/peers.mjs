import { execFile } from 'node:child_process';
import { mkdir } from 'node:fs/promises';
import { delimiter, join } from 'node:path';
import { homedir } from 'node:os';
import { promisify } from 'node:util';
import { pathToFileURL } from 'node:url';

/** Tools that the test bed has built count as installed. */
const bed = join(process.env.SLIPWAY_TESTBED ?? join(homedir(), '.cache/slipway-testbed'), 'checkers/bin');
const path = [process.env.PATH, bed].join(delimiter);

/** The environment in which peers are run. */
export const peerEnvironment = { PATH: path };

/** What a tool says about its version; `undefined` when it is not on this machine. */
export async function versionOf([file, ...args]) {
  try {
    const { stdout } = await promisify(execFile)(file, args, { env: { ...process.env, PATH: path } });
    return /\d+\.\d+(\.\d+)?/.exec(stdout)?.[0] ?? 'of no version';
  } catch {
    return undefined;
  }
}

/** Puts the base layer of Slipway as an image of its own into a registry: ko needs a base image, and shall push as little as we do. */
export async function pushBase(workspaceRoot, registry, folder) {
  const entry = join(workspaceRoot, 'node_modules/@slipway/oci/dist/index.js');
  const { baseLayer, packLayer, pushLayout, writeLayout } = await import(pathToFileURL(entry).href);
  await mkdir(folder, { recursive: true });
  const layer = await packLayer(await baseLayer(), { cacheDir: join(folder, 'cache') });
  const layout = join(folder, 'base');
  const platform = { os: 'linux', architecture: process.arch === 'x64' ? 'amd64' : process.arch };
  await writeLayout(layout, [{ platform, layers: [layer], config: { User: '65532:65532' } }]);
  const { pinned } = await pushLayout({ layout, reference: `${registry}/base`, tags: ['latest'] });
  return pinned;
}
