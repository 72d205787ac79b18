import type { PackedLayer, PackOptions } from '@slipway/oci';
import type { BuildRequest } from '@slipway/kit';
import { readImageFiles } from './image-files.ts';
import type { GoDriverOptions } from './go-options.ts';

/** The layer with nothing but the program, at `/<name>`. */
export async function packProgram(
  binary: string,
  request: Pick<BuildRequest, 'binary' | 'sourceDateEpoch'>,
  options: PackOptions,
): Promise<PackedLayer> {
  const { packLayer } = await import('@slipway/oci');
  return packLayer(
    {
      entries: [{ kind: 'file', path: request.binary, mode: 0o755, content: { file: binary } }],
      mtime: request.sourceDateEpoch,
      createdBy: `slipway: go build, /${request.binary}`,
    },
    options,
  );
}

/** The layer with the files of the option `files`; none where there are none. */
export async function packFiles(
  request: Pick<BuildRequest, 'projectRoot' | 'sourceDateEpoch'>,
  { files }: Pick<GoDriverOptions, 'files'>,
  options: PackOptions,
): Promise<readonly PackedLayer[]> {
  if (files.length === 0) return [];
  const { packLayer } = await import('@slipway/oci');
  const entries = await readImageFiles(request.projectRoot, files);
  return [await packLayer({ entries, mtime: request.sourceDateEpoch, createdBy: 'slipway: files' }, options)];
}
