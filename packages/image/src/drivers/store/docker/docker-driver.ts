import { defineStoreDriver, type StoreDriver } from '@slipway/kit';
import { dockerProblems } from '../../docker-problems.ts';
import { hasImage, loadImage, runContainer, tagImage } from '../engine/engine-store.ts';
import { engineOptionsSchema, type EngineOptions } from '../engine/engine-options.ts';
import { engineProblems } from '../engine/engine-problems.ts';

const problems = [...engineProblems, ...dockerProblems];

/** Keeps and runs images in the Docker engine that the docker command talks to. */
export const dockerDriver: StoreDriver<EngineOptions> = defineStoreDriver<EngineOptions>({
  apiVersion: 1,
  kind: 'store',
  name: 'docker',
  optionsSchema: engineOptionsSchema,
  problems,

  async inspect({ run, tool }) {
    const file = await tool('docker');
    const server = await run({ file, args: ['version', '--format', '{{json .Server}}'], effect: 'read' });
    const status = await run({ file, args: ['info', '--format', '{{json .DriverStatus}}'], effect: 'read' });
    const {
      Version = '',
      Os = 'linux',
      Arch = 'amd64',
    } = JSON.parse(server.stdout) as Readonly<Record<string, string>>;
    return {
      engine: `docker ${Version}`,
      platform: `${Os}/${Arch}`,
      // An engine with a graphdriver store takes zstd for a broken tar.
      zstd: status.stdout.includes('io.containerd.snapshotter'),
    };
  },
  has: (reference, context) => hasImage('docker', reference, context),
  tag: (reference, tags, context) => tagImage('docker', reference, tags, context),
  load: (request, context) => loadImage('docker', request, context),
  run: (request, context) => runContainer('docker', problems, request, context),
});
