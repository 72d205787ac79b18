import { dirname, join } from 'node:path';
import { existsSync } from 'node:fs';
import type { Bed } from '../bed.ts';
import { link, unlinkFrom } from '../system/link.ts';
import { findExecutable, run } from '../system/run.ts';
import { kubeProgram } from './programs.ts';

/** A kubectl: this machine's, or a link of ours to the program that is all of Kubernetes. */
export function findKubectl(bed: Bed): string | undefined {
  return findExecutable('kubectl', [bed.bin]);
}

/** Puts a kubectl into our folder of executables. */
export async function linkKubectl(bed: Bed): Promise<void> {
  await link(kubeProgram(bed), join(bed.bin, 'kubectl'));
}

/** Removes our link. */
export async function unlinkKubectl(bed: Bed): Promise<void> {
  await unlinkFrom(dirname(kubeProgram(bed)), join(bed.bin, 'kubectl'));
}

/** A cluster that answers: its version and the address of its API server. */
export interface Answer {
  readonly version: string;
  readonly server: string;
}

/** Asks the cluster of a kubeconfig; undefined where none answers, or nobody can ask. */
export async function askCluster(bed: Bed, kubeconfig: string): Promise<Answer | undefined> {
  const kubectl = findKubectl(bed);
  const command = kubectl === undefined ? [kubeProgram(bed), 'kubectl'] : [kubectl];
  if (!existsSync(kubeconfig) || !existsSync(command[0] ?? '')) return undefined;
  const ask = (...args: readonly string[]): ReturnType<typeof run> =>
    run([...command, '--kubeconfig', kubeconfig, '--request-timeout=5s', ...args]);
  const server = await ask('config', 'view', '--minify', '--output=jsonpath={.clusters[0].cluster.server}');
  const version = await ask('get', '--raw', '/version');
  if (version.code !== 0) return undefined;
  return { version: (JSON.parse(version.stdout) as { readonly gitVersion: string }).gitVersion, server: server.stdout };
}
