import { existsSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';
import type { Bed } from '../bed.ts';
import { unpackPackages } from '../system/debian.ts';
import { link, unlinkFrom } from '../system/link.ts';
import { findExecutable, run } from '../system/run.ts';

const plugins = ['docker-buildx', 'docker-compose'] as const;

/** Engine, client and plugins from the newest Debian suite whose files run here; newer than stable's by years. */
export function unpackEngine(bed: Bed): Promise<string> {
  return unpackPackages(bed, {
    name: 'docker',
    suites: ['sid', 'trixie'],
    packages: ['docker.io', 'docker-cli', 'docker-buildx', 'docker-compose', 'containerd'],
    runs: async (folder) => {
      // Only `--version`: `containerd version` would start a daemon on the default paths.
      const versions = ['usr/sbin/dockerd', 'usr/bin/containerd'].map((path) => run([join(folder, path), '--version']));
      return (await Promise.all(versions)).every(({ code }) => code === 0);
    },
  });
}

/** Which of the client and its plugins cannot be found, neither on the machine nor among what we linked. */
export async function missingClients(bed: Bed): Promise<readonly string[]> {
  const client = findExecutable('docker', [bed.bin]);
  if (client === undefined) return ['docker', ...plugins];
  const known = await run([client, 'info', '--format', '{{range .ClientInfo.Plugins}}{{.Name}} {{end}}']);
  const names = known.stdout.split(' ').map((name) => `docker-${name.trim()}`);
  return plugins.filter((plugin) => !names.includes(plugin));
}

/** Links what is missing: the client into our folder of executables, plugins where every client looks for them. */
export async function linkClient(bed: Bed, files: string): Promise<void> {
  for (const name of await missingClients(bed)) {
    if (name === 'docker') await link(join(files, 'usr/bin/docker'), join(bed.bin, 'docker'));
    else await link(join(files, 'usr/libexec/docker/cli-plugins', name), join(pluginFolder(), name));
  }
}

/** Removes the links that lead to our files. */
export async function unlinkClient(bed: Bed): Promise<void> {
  await unlinkFrom(bed.state, join(bed.bin, 'docker'));
  for (const name of plugins) await unlinkFrom(bed.state, join(pluginFolder(), name));
}

function pluginFolder(): string {
  const folder = process.env['DOCKER_CONFIG'];
  return join(folder !== undefined && existsSync(folder) ? folder : join(homedir(), '.docker'), 'cli-plugins');
}
