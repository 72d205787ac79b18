import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

/** Where a service is to go. */
export interface Placement {
  readonly service: string;
  /** An overlay of the service, and what nx.json is to call the environment. */
  readonly environment: string;
  /** In place of the one that the overlay was generated with. */
  readonly namespace: string;
  /** What nx.json says of the environment: context, registry and so on. */
  readonly settings: object;
}

/** Does what a user does before the first release: names a place in nx.json, and here a namespace that nobody else has. */
export async function placeService(
  root: string,
  { service, environment, namespace, settings }: Placement,
): Promise<void> {
  for (const file of ['kustomization.yaml', 'namespace.yaml']) {
    const path = join(root, 'services', service, 'k8s/overlays', environment, file);
    await edit(path, (text) => text.replaceAll(`${service}-${environment}`, namespace));
  }
  await edit(join(root, 'nx.json'), (text) => withEnvironment(text, { [environment]: settings }));
}

/** Replaces a file by what a function makes of its text, and insists that this is something else. */
export async function edit(file: string, change: (text: string) => string): Promise<void> {
  const text = await readFile(file, 'utf8');
  const changed = change(text);
  if (changed === text) throw new Error(`${file} does not hold what was to be replaced.`);
  await writeFile(file, changed);
}

type Plugin = string | { readonly plugin: string };

function withEnvironment(text: string, environments: object): string {
  const settings = JSON.parse(text) as { readonly plugins?: readonly Plugin[] };
  const deploy = '@slipway/deploy';
  const others = (settings.plugins ?? []).filter(
    (entry) => (typeof entry === 'string' ? entry : entry.plugin) !== deploy,
  );
  return `${JSON.stringify({ ...settings, plugins: [...others, { plugin: deploy, options: { environments } }] }, undefined, 2)}\n`;
}
