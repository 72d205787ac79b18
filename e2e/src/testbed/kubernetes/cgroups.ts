import { existsSync, readFileSync } from 'node:fs';
import { mkdir, readFile, readdir, rmdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';

/** Where this machine's hierarchies of cgroups are mounted; empty where there are none. See cgroups(7). */
export function cgroupMounts(): readonly string[] {
  const table = existsSync('/proc/mounts') ? readFileSync('/proc/mounts', 'utf8') : '';
  const mounts = table.split('\n').map((line) => line.split(' '));
  const ofKind = (kind: string): readonly string[] =>
    mounts.filter((fields) => fields[2] === kind).map((fields) => fields[1] ?? '');
  const first = ofKind('cgroup');
  // With both versions, the second has no controllers, and a kubelet uses the first.
  return first.length > 0 ? first : ofKind('cgroup2');
}

/** Makes a cgroup in every hierarchy, for a kubelet to have its pods in. */
export async function makeCgroup(name: string): Promise<void> {
  for (const mount of cgroupMounts()) {
    await delegateControllers(mount);
    const folder = join(mount, name);
    await mkdir(folder, { recursive: true });
    // A cpuset begins empty and takes no process before it has processors and memory.
    for (const file of ['cpuset.mems', 'cpuset.cpus']) {
      if (existsSync(join(mount, 'cpuset.sched_load_balance')) && existsSync(join(folder, file))) {
        await writeFile(join(folder, file), await readFile(join(mount, file), 'utf8'));
      }
    }
  }
}

/** Kills every process of a cgroup and below it, then removes it. */
export async function removeCgroup(name: string): Promise<void> {
  const folders = cgroupMounts().map((mount) => join(mount, name));
  while (await killBelow(folders)) await delay(50);
  for (const folder of folders) await removeTree(folder);
}

/** In the second version a cgroup has the controllers that its parent hands down. */
async function delegateControllers(mount: string): Promise<void> {
  const offered = await readFile(join(mount, 'cgroup.controllers'), 'utf8').catch(() => '');
  for (const controller of offered.split(/\s+/).filter((name) => name !== '')) {
    // Where one cannot be handed down, the kubelet names it.
    await writeFile(join(mount, 'cgroup.subtree_control'), `+${controller}`).catch(() => undefined);
  }
}

async function killBelow(folders: readonly string[]): Promise<boolean> {
  let found = false;
  for (const folder of folders.filter((path) => existsSync(path))) {
    for (const path of ['', ...(await readdir(folder, { recursive: true }))]) {
      if (path !== '' && !path.endsWith('cgroup.procs')) continue;
      const file = path === '' ? join(folder, 'cgroup.procs') : join(folder, path);
      const pids = (await readFile(file, 'utf8').catch(() => '')).split('\n').filter((pid) => pid !== '');
      for (const pid of pids) kill(Number(pid));
      found ||= pids.length > 0;
    }
  }
  return found;
}

function kill(pid: number): void {
  try {
    process.kill(pid, 'SIGKILL');
  } catch {
    // It has ended by itself.
  }
}

/** Only folders: the files of a cgroup cannot be removed and go with it. */
async function removeTree(folder: string): Promise<void> {
  const entries = await readdir(folder, { withFileTypes: true }).catch(() => []);
  for (const entry of entries.filter((found) => found.isDirectory())) await removeTree(join(folder, entry.name));
  if (existsSync(folder)) await rmdir(folder);
}
