import { readdir } from 'node:fs/promises';
import { join, posix } from 'node:path';
import { SlipwayError } from '@slipway/kit';
import { realPathInside } from './inside.ts';
import { kustomizationFiles } from './kustomization-references.ts';

/** What manifests are made of. Paths are relative to the project, with `/`. */
export type ManifestOrigin =
  | { readonly kind: 'kustomize'; readonly folder: string }
  | { readonly kind: 'chart'; readonly folder: string; readonly values: readonly string[] }
  | { readonly kind: 'files'; readonly files: readonly string[] };

/** What is asked for. */
export interface OriginRequest {
  /** Absolute. */
  readonly projectRoot: string;
  /** Absolute; nothing outside is read. */
  readonly workspaceRoot: string;
  readonly overlay: string;
  /** Files of values for a chart, relative to the project. */
  readonly values: readonly string[];
}

const chart = 'chart';

/**
 * Finds what the manifests of an overlay are made of. The first of these that is there:
 * a kustomization in `k8s/overlays/<overlay>`, `k8s/<overlay>` or, where there is no folder of overlays, `k8s`;
 * a Helm chart in `chart`, with `chart/values-<overlay>.yaml` where no values are asked for;
 * the YAML and JSON files of `k8s` and `k8s/<overlay>`.
 * Throws MANIFESTS_MISSING with what was looked for and the overlays there are.
 */
export async function findOrigin(request: OriginRequest): Promise<ManifestOrigin> {
  const { overlay, values } = request;
  if (!/^[\w][\w.-]*$/.test(overlay)) {
    throw new SlipwayError({
      code: 'ENVIRONMENT_INVALID',
      summary: `"${overlay}" is not a name of an overlay.`,
      hint: 'An overlay is one folder in k8s/overlays: letters, digits, ".", "-" and "_".',
    });
  }
  const list = (folder: string) => listFolder(request, folder);
  const [top, overlays] = await Promise.all([list('k8s'), list('k8s/overlays')]);
  const folders = [`k8s/overlays/${overlay}`, `k8s/${overlay}`, ...(overlays.length === 0 ? ['k8s'] : [])];
  for (const folder of folders) {
    if ((await list(folder)).some((name) => kustomizationFiles.includes(name))) return { kind: 'kustomize', folder };
  }
  const inChart = await list(chart);
  if (inChart.includes('Chart.yaml')) {
    const own = `values-${overlay}.yaml`;
    return {
      kind: 'chart',
      folder: chart,
      values: values.length > 0 || !inChart.includes(own) ? values : [`${chart}/${own}`],
    };
  }
  const plain =
    overlays.length > 0 ? [] : [...inFolder('k8s', top), ...inFolder(`k8s/${overlay}`, await list(`k8s/${overlay}`))];
  if (plain.length > 0) return { kind: 'files', files: plain };
  throw missing(overlay, folders, overlays);
}

function inFolder(folder: string, names: readonly string[]): readonly string[] {
  return names.filter((name) => /\.(?:ya?ml|json)$/.test(name)).map((name) => posix.join(folder, name));
}

/** The names in a folder by code unit, so that no locale has a say in what is applied first. */
async function listFolder({ projectRoot, workspaceRoot }: OriginRequest, folder: string): Promise<readonly string[]> {
  const real = await realPathInside(workspaceRoot, join(projectRoot, folder));
  if (real === undefined) return [];
  const names = await readdir(real).catch((error: unknown) => {
    if ((error as NodeJS.ErrnoException).code === 'ENOTDIR') return [];
    throw error;
  });
  return names.sort();
}

function missing(overlay: string, folders: readonly string[], overlays: readonly string[]): SlipwayError {
  return new SlipwayError({
    code: 'MANIFESTS_MISSING',
    summary: `There are no manifests for "${overlay}".`,
    details: [
      `Looked for a kustomization in ${folders.join(', ')}, for ${chart}/Chart.yaml, and for YAML files in k8s and k8s/${overlay}.`,
      ...(overlays.length === 0 ? [] : [`Overlays that are there: ${overlays.join(', ')}.`]),
    ],
    state: 'Nothing was rendered.',
    hint:
      overlays.length === 0
        ? 'Write k8s/kustomization.yaml, or let the template do it: nx g @slipway/go:go-service'
        : `Add k8s/overlays/${overlay}, or name another overlay in the environment: "overlay": "${overlays[0] ?? ''}"`,
  });
}
