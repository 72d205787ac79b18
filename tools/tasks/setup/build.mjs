import { existsSync } from 'node:fs';
import { readdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { binOf, root } from './workspace.mjs';

/** Compiles the repository, or only the project in `folder`, and removes what no source stands for any more. */
export async function build(runner, folder) {
  await pruneOutput(folder === undefined ? await projectFolders() : [folder]);
  const what = folder === undefined ? 'build' : `build ${folder}`;
  await runner.step(what, [
    process.execPath,
    binOf('typescript', 'tsc'),
    '-b',
    ...(folder === undefined ? [] : [folder]),
  ]);
}

async function projectFolders() {
  const packages = await readdir(join(root, 'packages'));
  return [...packages.map((name) => `packages/${name}`), 'e2e'];
}

/** `tsc -b` never deletes: the output of a file that was moved or removed would stay, be packed and be published. */
async function pruneOutput(folders) {
  for (const folder of folders) {
    const output = join(root, folder, 'dist');
    if (!existsSync(output)) continue;
    for (const path of await readdir(output, { recursive: true })) {
      const source = /^(.*?)(\.d)?\.[jt]s$/.exec(path)?.[1];
      if (source !== undefined && !existsSync(join(root, folder, 'src', `${source}.ts`))) await rm(join(output, path));
    }
  }
}
