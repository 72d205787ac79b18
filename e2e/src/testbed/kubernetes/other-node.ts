import { readFile, readdir, readlink } from 'node:fs/promises';
import { basename } from 'node:path';

/** Programs that keep the rules of Services, or run where one does. Ours are components of the program «kube». */
const keepers = new Set(['kube-proxy', 'kubelet', 'kubelite', 'k3s', 'k3s-server', 'k3s-agent', 'rke2', 'k0s']);

/**
 * A node of Kubernetes that runs in this network namespace, as `kubelet (pid 812)`; undefined where there is none.
 * Rules of Services outlive the processes that made them.
 */
export async function findRunningNode(): Promise<string | undefined> {
  const here = await readlink('/proc/self/ns/net');
  const pids = (await readdir('/proc')).filter((name) => /^\d+$/.test(name));
  for (const pid of pids) {
    const [program = '', component = ''] = (await readFile(`/proc/${pid}/cmdline`, 'utf8').catch(() => '')).split('\0');
    const name = basename(program) === 'kube' ? component : basename(program);
    if (keepers.has(name) && (await readlink(`/proc/${pid}/ns/net`).catch(() => '')) === here) {
      return `${name} (pid ${pid})`;
    }
  }
  return undefined;
}
