import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { BuildDriver } from '../drivers/build-driver.ts';
import type { StoreDriver } from '../drivers/store-driver.ts';
import { throwIfCancelled } from '../context/cancellation.ts';
import { formatPlatform } from '../image/platform.ts';
import { SlipwayError } from '../errors/slipway-error.ts';

const noOptions = { type: 'object', additionalProperties: false, properties: {} } as const;

/** The smallest build driver that keeps every promise. Its «layout» is one file that names the platforms. */
export function createMemoryBuildDriver(name: string): BuildDriver {
  return {
    apiVersion: 1,
    kind: 'build',
    name,
    optionsSchema: noOptions,
    inspect: () =>
      Promise.resolve({
        engine: 'memory',
        platforms: 'any',
        multiPlatform: true,
        source: 'custom',
        deterministic: true,
      }),
    async build({ layout, platforms, mainPackage }, context) {
      throwIfCancelled(context.signal);
      if (mainPackage === undefined)
        throw new SlipwayError({ code: 'DRIVER_CANNOT', summary: 'There is no program to build.' });
      await context.change(
        'write the layout',
        () => writeFile(join(layout, 'platforms'), platforms.map(formatPlatform).join('\n')),
        undefined,
      );
    },
  };
}

/** The smallest store driver that keeps every promise: the images it holds are those it was given. */
export function createMemoryStoreDriver(name: string): StoreDriver {
  const images = new Set<string>();
  return {
    apiVersion: 1,
    kind: 'store',
    name,
    optionsSchema: noOptions,
    inspect: () => Promise.resolve({ engine: 'memory', platform: 'linux/amd64', zstd: true }),
    has: (reference) => Promise.resolve(images.has(reference)),
    async load({ archive, reference, digest }, context) {
      throwIfCancelled(context.signal);
      if (archive === '') throw new SlipwayError({ code: 'DRIVER_CANNOT', summary: 'There is no archive to load.' });
      await context.change(`load ${reference}`, () => Promise.resolve(images.add(reference)), images);
      return { reference, id: digest };
    },
    run: ({ args }) => Promise.resolve({ exitCode: Number(args[0] ?? 0) }),
  };
}
