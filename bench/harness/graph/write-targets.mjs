import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';

/** Writes into every project.json what a plugin has inferred: the same tasks, without the plugin. */
export async function writeTargets(root, nodes) {
  for (const { name, data } of Object.values(nodes)) {
    const { root: folder, projectType, targets, metadata } = data;
    const project = { name, projectType, targets, metadata };
    await writeFile(join(root, folder, 'project.json'), `${JSON.stringify(project, undefined, 2)}\n`);
  }
}
