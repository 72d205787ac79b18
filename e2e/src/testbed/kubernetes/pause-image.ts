import { createHash } from 'node:crypto';
import { copyFile, mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { runOrRefuse } from '../system/run.ts';

const goArchitectures: Readonly<Record<string, string>> = { x64: 'amd64', arm64: 'arm64' };

/** Writes an archive, to be imported by containerd, of an image that holds one static program and starts it. */
export async function writeProgramImage(program: string, name: string, archive: string): Promise<void> {
  const folder = `${archive}.layout`;
  const blobs = join(folder, 'blobs/sha256');
  await mkdir(blobs, { recursive: true });
  const tree = join(folder, 'tree');
  await mkdir(tree);
  await copyFile(program, join(tree, 'program'));
  const layerFile = join(folder, 'layer.tar');
  await runOrRefuse(['tar', '--create', '--numeric-owner', '--owner=0', '--group=0', '-f', layerFile, '-C', tree, '.']);

  const put = async (mediaType: string, content: Buffer): Promise<Descriptor> => {
    const hex = createHash('sha256').update(content).digest('hex');
    await writeFile(join(blobs, hex), content);
    return { mediaType, digest: `sha256:${hex}`, size: content.length };
  };
  const putJson = (kind: string, content: object): Promise<Descriptor> =>
    put(`application/vnd.oci.image.${kind}.v1+json`, Buffer.from(JSON.stringify(content)));
  const layer = await put('application/vnd.oci.image.layer.v1.tar', await readFile(layerFile));
  const config = await putJson('config', {
    architecture: goArchitectures[process.arch] ?? process.arch,
    os: 'linux',
    config: { Entrypoint: ['/program'], User: '65535' },
    rootfs: { type: 'layers', diff_ids: [layer.digest] },
  });
  const mediaType = 'application/vnd.oci.image.manifest.v1+json';
  const manifest = await putJson('manifest', { schemaVersion: 2, mediaType, config, layers: [layer] });
  const annotations = { 'io.containerd.image.name': name };
  const index = { schemaVersion: 2, manifests: [{ ...manifest, annotations }] };
  await writeFile(join(folder, 'index.json'), JSON.stringify(index));
  await writeFile(join(folder, 'oci-layout'), '{"imageLayoutVersion":"1.0.0"}');
  await runOrRefuse(['tar', '--create', '-f', archive, '-C', folder, 'oci-layout', 'index.json', 'blobs']);
  await rm(folder, { recursive: true });
}

interface Descriptor {
  readonly mediaType: string;
  readonly digest: string;
  readonly size: number;
}
