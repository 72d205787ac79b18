import { readFile, writeFile } from 'node:fs/promises';
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import type { Bed } from '../bed.ts';
import type { Part } from '../part.ts';
import { isDaemonAlive, startDaemon, stopDaemon } from '../system/daemon.ts';
import { unpackPackages } from '../system/debian.ts';
import { ask } from '../system/http.ts';
import { choosePort } from '../system/ports.ts';
import { findExecutable, run } from '../system/run.ts';

const daemon = 'docker-registry';

/** Host and port of our registry while it runs. */
export async function registryAddress(bed: Bed): Promise<string | undefined> {
  if (!(await isDaemonAlive(bed, daemon))) return undefined;
  return await readFile(addressFile(bed), 'utf8');
}

/** Whether our registry holds a manifest: `holdsImage(bed, 'library/golang:1.26-alpine')`. */
export async function holdsImage(bed: Bed, image: string): Promise<boolean> {
  const address = await registryAddress(bed);
  if (address === undefined) return false;
  const [, repository = '', tag = ''] = /^(.*):([^:]+)$/.exec(image) ?? [];
  const accept = ['application/vnd.oci.image.manifest.v1+json', 'application/vnd.docker.distribution.manifest.v2+json'];
  const answer = await ask({ port: portOf(address) }, `/v2/${repository}/manifests/${tag}`, { accept });
  return answer?.status === 200;
}

/** A registry without authentication on 127.0.0.1, deletes allowed, data kept between runs. */
export const registry: Part = {
  name: 'registry',
  purpose: 'an image registry on 127.0.0.1',
  needs: [],
  byDefault: true,

  async status(bed) {
    const address = await registryAddress(bed);
    const answer = address === undefined ? undefined : await ask({ port: portOf(address) }, '/v2/');
    return answer?.status === 200
      ? { state: 'up', detail: `http://${address}` }
      : { state: 'down', detail: 'not running' };
  },

  async up(bed) {
    const executable = await findRegistry(bed);
    const port = await choosePort(5000);
    const data = join(bed.state, 'registry');
    await mkdir(data, { recursive: true });
    const config = join(bed.state, 'registry.json');
    // JSON is YAML, and needs no care with quotes.
    const settings = {
      version: '0.1',
      log: { level: 'warn' },
      storage: { filesystem: { rootdirectory: data }, delete: { enabled: true } },
      http: { addr: `127.0.0.1:${port}` },
    };
    await writeFile(config, JSON.stringify(settings));
    await writeFile(addressFile(bed), `127.0.0.1:${port}`);
    await startDaemon(bed, {
      name: daemon,
      command: [executable, 'serve', config],
      isReady: async () => (await ask({ port }, '/v2/'))?.status === 200,
    });
  },

  down: (bed) => stopDaemon(bed, daemon),

  async environment(bed) {
    const address = await registryAddress(bed);
    return address === undefined ? {} : { SLIPWAY_TESTBED_REGISTRY: address };
  },
};

async function findRegistry(bed: Bed): Promise<string> {
  const installed = findExecutable('docker-registry');
  if (installed !== undefined) return installed;
  const files = await unpackPackages(bed, {
    name: 'docker-registry',
    suites: ['host'],
    packages: ['docker-registry'],
    runs: async (folder) => (await run([join(folder, 'usr/bin/docker-registry'), '--version'])).code === 0,
  });
  return join(files, 'usr/bin/docker-registry');
}

function addressFile(bed: Bed): string {
  return join(bed.state, 'registry.address');
}

function portOf(address: string): number {
  return Number(address.slice(address.lastIndexOf(':') + 1));
}
