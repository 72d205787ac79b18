import { defineStoreDriver, type StoreDriver } from '@slipway/kit';
import { engineOptionsSchema, type EngineOptions } from '../engine/engine-options.ts';
import { engineProblems } from '../engine/engine-problems.ts';
import { hasImage, loadImage, runContainer, tagImage } from '../engine/engine-store.ts';

interface PodmanInfo {
  readonly host?: { readonly os?: string; readonly arch?: string };
  readonly version?: { readonly Version?: string };
}

/** Keeps and runs images in podman. */
export const podmanDriver: StoreDriver<EngineOptions> = defineStoreDriver<EngineOptions>({
  apiVersion: 1,
  kind: 'store',
  name: 'podman',
  optionsSchema: engineOptionsSchema,
  problems: engineProblems,

  async inspect({ run, tool }) {
    const { stdout } = await run({ file: await tool('podman'), args: ['info', '--format=json'], effect: 'read' });
    const { host = {}, version = {} } = JSON.parse(stdout) as PodmanInfo;
    return {
      engine: `podman ${version.Version ?? ''}`.trim(),
      platform: `${host.os ?? 'linux'}/${host.arch ?? 'amd64'}`,
      zstd: true,
    };
  },
  has: (reference, context) => hasImage('podman', reference, context),
  tag: (reference, tags, context) => tagImage('podman', reference, tags, context),
  load: (request, context) => loadImage('podman', request, context),
  run: (request, context) => runContainer('podman', engineProblems, request, context),
});
