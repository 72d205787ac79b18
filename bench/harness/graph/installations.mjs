import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { pack } from '../../../tools/tasks/pack.mjs';
import { createCommandRunner } from '../../../tools/tasks/setup/command.mjs';
import { npmCommand } from '../../../tools/tasks/setup/workspace.mjs';
import { runQuietly } from '../measure.mjs';
import { nxVersions, peerPackages } from './contenders.mjs';

/**
 * Installs every release of Nx with the packed repository and the peers that support it, at exact versions.
 * @returns the folder of each, by its major version
 */
export async function installAll(folder) {
  const tarballs = await pack(createCommandRunner());
  const own = Object.fromEntries(tarballs.map(({ name, file }) => [name, `file:${file}`]));
  const folders = {};
  for (const [major, version] of Object.entries(nxVersions)) {
    folders[major] = join(folder, `nx-${major}`);
    await mkdir(folders[major], { recursive: true });
    const dependencies = { nx: version, ...peerPackages[major], ...own };
    const packageJson = { name: 'acme', version: '0.0.0', private: true, dependencies };
    await writeFile(join(folders[major], 'package.json'), JSON.stringify(packageJson));
    const flags = ['--no-audit', '--no-fund', '--loglevel=error'];
    await runQuietly([...npmCommand(), 'install', ...flags], { cwd: folders[major] });
  }
  return folders;
}
