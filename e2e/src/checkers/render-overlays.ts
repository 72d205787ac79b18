import { readdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { execa } from 'execa';

/** The manifests of one environment as they would be applied. */
export interface RenderedOverlay {
  readonly environment: string;
  readonly file: string;
}

// Judged as deployed: a tag is a finding, and nothing of ours ever deploys one.
const digest = `sha256:${'c0ffee'.repeat(11).slice(0, 64)}`;

/** Renders each overlay of the service with kustomize and pins its image by digest. */
export async function renderOverlays(
  kustomize: string,
  serviceDir: string,
  into: string,
): Promise<readonly RenderedOverlay[]> {
  const overlays = join(serviceDir, 'k8s/overlays');
  const environments = (await readdir(overlays)).toSorted();
  return Promise.all(
    environments.map(async (environment) => {
      const { stdout } = await execa(kustomize, ['build', join(overlays, environment)]);
      const file = join(into, `${environment}.yaml`);
      await writeFile(file, pinImages(stdout));
      return { environment, file };
    }),
  );
}

function pinImages(manifests: string): string {
  const image = /^( *(?:- )?image: )(.+):0\.0\.0$/gm;
  if (!image.test(manifests)) throw new Error('no unpinned image in the rendered overlay');
  return `${manifests.replace(image, `$1$2@${digest}`)}\n`;
}
