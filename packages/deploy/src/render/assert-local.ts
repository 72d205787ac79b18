import { readFile, stat } from 'node:fs/promises';
import { join, relative } from 'node:path';
import { isSlipwayError, SlipwayError } from '@slipway/kit';
import { LineCounter, parseDocument } from 'yaml';
import { aliasBound, kubeYaml } from './kube-yaml.ts';
import { realPathInside } from './inside.ts';
import { isRemote, kustomizationFiles, kustomizationReferences } from './kustomization-references.ts';

/**
 * Refuses a kustomization that reads from outside the workspace, directly or through its bases: what it fetches today
 * may be something else tomorrow, is not part of what Nx compares, and would start git on an address of the repository's choosing.
 * Throws RENDER_FAILED with every such reference, and PATH_OUTSIDE_WORKSPACE.
 */
export async function assertLocal(folder: string, workspaceRoot: string): Promise<void> {
  const seen = new Set<string>();
  const problems: string[] = [];
  const visit = async (place: string): Promise<void> => {
    if (seen.has(place)) return; // kustomize tells of the circle.
    seen.add(place);
    const file = await findKustomization(place);
    if (file === undefined) return; // kustomize tells what is missing.
    const label = relative(workspaceRoot, file);
    const { parts, files } = kustomizationReferences(readYaml(await readFile(file, 'utf8'), label));
    for (const reference of [...parts, ...files]) {
      const real = await realPathInside(workspaceRoot, join(place, reference)).catch((error: unknown) => {
        if (!isSlipwayError(error)) throw error;
        problems.push(`${label} names ${reference}, which leads out of the workspace`);
        return undefined;
      });
      if (real === undefined && isRemote(reference))
        problems.push(`${label} names ${reference}, which is fetched from elsewhere`);
      if (real !== undefined && (await stat(real)).isDirectory()) await visit(real);
    }
  };
  await visit(folder);
  if (problems.length === 0) return;
  throw new SlipwayError({
    code: 'RENDER_FAILED',
    summary: `The kustomization reads what is not in the workspace: ${problems[0] ?? ''}.`,
    details: problems.slice(1),
    state: 'Nothing was applied.',
    hint: 'Copy it into the repository and name it by its path: a release is made of what is committed.',
  });
}

/** What is wrong is said without the text, which may hold values of Secrets. */
function readYaml(text: string, label: string): unknown {
  const lines = new LineCounter();
  const document = parseDocument(text, { ...kubeYaml, lineCounter: lines });
  const [mistake] = document.errors;
  try {
    if (mistake === undefined) return document.toJS(aliasBound);
  } catch (error) {
    throw unreadable(label, error instanceof Error ? error.message : String(error));
  }
  throw unreadable(label, `line ${lines.linePos(mistake.pos[0]).line}: ${mistake.message.replace(/: ".*$/s, '')}`);
}

function unreadable(label: string, why: string): SlipwayError {
  return new SlipwayError({
    code: 'RENDER_FAILED',
    summary: `The kustomization ${label} cannot be read: ${why}`,
    state: 'Nothing was applied.',
  });
}

async function findKustomization(folder: string): Promise<string | undefined> {
  for (const name of kustomizationFiles) {
    const file = join(folder, name);
    if ((await stat(file).catch(() => undefined))?.isFile() === true) return file;
  }
  return undefined;
}
