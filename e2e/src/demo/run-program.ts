import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Layout } from '../engines/layout.ts';
import { startBackground } from '../workspace/background.ts';
import { fetchWhenUp, freePort } from '../workspace/http.ts';
import { runCommand, type Stage } from './stage.ts';

/** Takes the program that the image starts out of its layers; returns its path. */
export async function extractProgram(stage: Stage, layout: Layout): Promise<string> {
  const [image] = layout.images;
  const entryPoint = image?.config.config.Entrypoint?.[0];
  // The last layer that has a file wins, and the program is in the last.
  const layer = image?.layers.at(-1);
  if (entryPoint === undefined || layer === undefined) throw new Error('The image starts no program.');
  const folder = join(stage.folder, 'extracted');
  await mkdir(folder);
  await writeFile(join(folder, 'layer.tar'), await layout.layerTar(layer));
  const path = entryPoint.replace(/^\//, '');
  await runCommand(stage, ['tar', '-xf', 'layer.tar', path], folder);
  return join(folder, path);
}

/** Runs a program, asks it over HTTP, ends it, and returns the answer. */
export async function askProgram(program: string, cwd: string): Promise<string> {
  const [port, adminPort] = [await freePort(), await freePort()];
  const running = startBackground([program], { cwd, env: { PORT: String(port), ADMIN_PORT: String(adminPort) } });
  try {
    return (await fetchWhenUp(`http://127.0.0.1:${port}/`, 30)).trim();
  } finally {
    await running.stop('SIGTERM');
  }
}
