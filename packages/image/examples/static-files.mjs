// A build driver in one file of a workspace: nx run web:docker-build --driver=./tools/static-files.mjs
// It puts a folder of files into an image for a web server, and shows all that a driver has to do.
import { join } from 'node:path';
import { readdir } from 'node:fs/promises';
import { defineBuildDriver } from '@slipway/kit';
import { packLayer, writeLayout } from '@slipway/oci';

export default defineBuildDriver({
  apiVersion: 1,
  kind: 'build',
  name: 'static-files',
  // Every option is described: a mistyped one is refused before anything runs.
  optionsSchema: {
    type: 'object',
    additionalProperties: false,
    properties: {
      folder: { type: 'string', default: 'public', description: 'Folder of the project that is put into the image.' },
    },
  },

  // Says what the driver can do here. The request is compared with it before work starts.
  async inspect() {
    return { engine: 'static-files', platforms: 'any', multiPlatform: true, source: 'custom', deterministic: true };
  },

  // Leaves an OCI image layout at request.layout, and nothing else.
  async build(request, context) {
    const folder = join(request.projectRoot, context.options.folder);
    context.signal.throwIfAborted();
    await context.change(
      `pack ${folder}`,
      async () => {
        const layer = await packLayer(
          { entries: await listFiles(folder), mtime: request.sourceDateEpoch, createdBy: 'static-files' },
          { cacheDir: join(request.cacheDir, 'layers') },
        );
        const config = { User: '65532:65532', Labels: request.config.labels };
        await writeLayout(
          request.layout,
          request.platforms.map((platform) => ({
            platform,
            layers: [layer],
            config,
            sourceDateEpoch: request.sourceDateEpoch,
          })),
        );
      },
      undefined,
    );
  },
});

async function listFiles(folder) {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  return entries
    .filter((entry) => entry.isFile())
    .map((entry) => {
      const file = join(entry.parentPath, entry.name);
      const path = `srv${file.slice(folder.length).replaceAll('\\', '/')}`;
      // The mode is given, never read: it differs between machines.
      return { kind: 'file', path, mode: 0o644, content: { file } };
    });
}
