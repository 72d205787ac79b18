import { existsSync } from 'node:fs';
import { mkdir, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Bed } from '../bed.ts';
import type { Part } from '../part.ts';
import { installPackages } from '../system/debian.ts';
import { findExecutable, run } from '../system/run.ts';

/** podman and skopeo as Debian has them: no daemon, so nothing to stop. */
export const podman: Part = {
  name: 'podman',
  purpose: 'podman and skopeo',
  needs: [],
  byDefault: false,

  async status(bed) {
    const missing = ['podman', 'skopeo'].filter((name) => findExecutable(name) === undefined);
    if (missing.length > 0) return { state: 'down', detail: `not installed: ${missing.join(', ')}` };
    if (!existsSync(configFile(bed))) return { state: 'down', detail: 'installed, but not set up for this test bed' };
    const version = (await run(['podman', '--version'])).stdout.trim();
    return { state: 'up', detail: version };
  },

  async up(bed) {
    await installPackages(bed, { podman: 'podman', skopeo: 'skopeo', runc: 'runc' });
    await mkdir(bed.state, { recursive: true });
    await writeFile(configFile(bed), containersConfig);
  },

  down: (bed) => rm(configFile(bed), { force: true }),

  environment: (bed) => Promise.resolve({ CONTAINERS_CONF: configFile(bed) }),
};

/**
 * What podman needs on a machine without systemd, in a container or virtual machine of a CI:
 * Debian's crun refuses hybrid cgroups, and the default limits are above what a root without CAP_SYS_RESOURCE may set.
 */
const containersConfig = `[engine]
runtime = "runc"
cgroup_manager = "cgroupfs"
events_logger = "file"

[containers]
default_ulimits = ["nofile=16384:16384", "nproc=32768:32768"]
`;

function configFile(bed: Bed): string {
  return join(bed.state, 'containers.conf');
}
