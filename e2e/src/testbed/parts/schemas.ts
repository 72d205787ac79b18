import { mkdir, readFile, readdir, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Bed } from '../bed.ts';
import { runOrRefuse } from '../system/run.ts';
import { createVenv } from './checker-install.ts';

const requirement = 'kubernetes-validate==1.37.0';
const wanted = /^v(1\.3[4-7]\.0)-local-strict$/;

/** Strict JSON schemas of Kubernetes 1.34 to 1.37, laid out for kubeconform: `v1.34.0-strict/deployment-apps-v1.json`. */
export function schemaFolder(bed: Bed): string {
  return join(bed.tools, 'k8s-schemas');
}

/** Takes the schemas out of a Python package, because no registry of packages has them by themselves. */
export async function installSchemas(bed: Bed): Promise<void> {
  const venv = await createVenv(bed, 'kubernetes-validate', requirement);
  const where = 'import kubernetes_validate, os; print(os.path.dirname(kubernetes_validate.__file__))';
  const source = join(await runOrRefuse([join(venv, 'bin/python'), '-c', where]), 'kubernetes-json-schema');
  const partial = `${schemaFolder(bed)}.partial`;
  await rm(partial, { recursive: true, force: true });
  for (const folder of await readdir(source)) {
    const version = wanted.exec(folder)?.[1];
    if (version !== undefined) await copySchemas(join(source, folder), join(partial, `v${version}-strict`));
  }
  await rename(partial, schemaFolder(bed));
  bed.say('  installed the schemas of Kubernetes');
}

async function copySchemas(from: string, to: string): Promise<void> {
  await mkdir(to, { recursive: true });
  for (const file of (await readdir(from)).filter((name) => name.endsWith('.json'))) {
    const schema = JSON.parse(await readFile(join(from, file), 'utf8')) as Record<string, unknown>;
    // With an absolute $id, references are looked up on a server that does not exist.
    const { $id: _, ...rest } = schema;
    const text = JSON.stringify(rest).replaceAll('"/api/_definitions.json#', '"_definitions.json#');
    await writeFile(join(to, file), text);
  }
}
