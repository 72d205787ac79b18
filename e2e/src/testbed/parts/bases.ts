import type { Bed } from '../bed.ts';
import type { Part } from '../part.ts';
import { Refusal } from '../refusal.ts';
import { isDaemonAlive } from '../system/daemon.ts';
import { findExecutable, run, runOrRefuse } from '../system/run.ts';
import { makeGolang } from './base-golang.ts';
import { makeStatic } from './base-static.ts';
import { engineHolds } from './docker.ts';
import { holdsImage, registryAddress } from './registry.ts';

interface Base {
  readonly image: string;
  /** Its path in a registry that mirrors the original: what a BuildKit of its own asks for. */
  readonly mirrored: string;
  readonly make: (bed: Bed, image: string) => Promise<void>;
}

/**
 * The base images of a generated Dockerfile, under their own names.
 * Where the engine is not ours the real ones are pulled; look-alikes made here stand in where that fails.
 */
export const bases: Part = {
  name: 'bases',
  purpose: 'the base images of generated Dockerfiles',
  needs: ['registry', 'docker'],
  byDefault: true,

  async status(bed) {
    const images = await listBases();
    const missing: string[] = [];
    for (const base of images) {
      const mirrored = (await registryAddress(bed)) === undefined || (await holdsImage(bed, base.mirrored));
      if (!mirrored || !(await engineHolds(bed, base.image))) missing.push(base.image);
    }
    return missing.length === 0
      ? { state: 'up', detail: images.map(({ image }) => image).join(', ') }
      : { state: 'down', detail: `missing: ${missing.join(', ')}` };
  },

  async up(bed) {
    for (const base of await listBases()) {
      if (!(await engineHolds(bed, base.image))) await obtain(bed, base);
      if (!(await holdsImage(bed, base.mirrored))) await mirror(bed, base);
    }
  },

  // Images cost nothing while nothing runs, and the engine they are in may not be ours.
  down: () => Promise.resolve(),
};

async function listBases(): Promise<readonly Base[]> {
  const version = /^go(\d+\.\d+)/.exec((await run(['go', 'env', 'GOVERSION'])).stdout)?.[1];
  if (version === undefined) throw new Refusal('Go is not installed: the base image golang:X-alpine is made from it.');
  const golang = `golang:${version}-alpine`;
  const distroless = 'gcr.io/distroless/static-debian13:nonroot';
  return [
    { image: golang, mirrored: `library/${golang}`, make: makeGolang },
    { image: distroless, mirrored: distroless, make: makeStatic },
  ];
}

async function obtain(bed: Bed, { image, make }: Base): Promise<void> {
  const ours = await isDaemonAlive(bed, 'dockerd');
  if (!ours && (await run([client(bed), 'pull', '--quiet', image])).code === 0) {
    bed.say(`  pulled ${image}`);
    return;
  }
  await make(bed, image);
  bed.say(`  made a look-alike of ${image}`);
}

async function mirror(bed: Bed, { image, mirrored }: Base): Promise<void> {
  const address = await registryAddress(bed);
  if (address === undefined) return;
  const name = `${address}/${mirrored}`;
  await runOrRefuse([client(bed), 'tag', image, name]);
  await runOrRefuse([client(bed), 'push', '--quiet', name]);
  await runOrRefuse([client(bed), 'rmi', name]);
}

function client(bed: Bed): string {
  return findExecutable('docker', [bed.bin]) ?? 'docker';
}
