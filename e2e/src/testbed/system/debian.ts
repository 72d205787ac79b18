import { existsSync, readFileSync } from 'node:fs';
import { mkdir, readdir, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Bed } from '../bed.ts';
import { Refusal } from '../refusal.ts';
import { findExecutable, run, runOrRefuse } from './run.ts';

/** Refuses with what is missing, unless packages can be installed here. */
export function assertCanInstall(what: string): void {
  const system = existsSync('/etc/os-release') ? readFileSync('/etc/os-release', 'utf8') : '';
  if (process.platform !== 'linux' || !/^ID=debian$/m.test(system)) {
    throw new Refusal(`${what} is missing, and the test bed installs it on Debian only: install it and call again.`);
  }
  if (process.getuid?.() !== 0) {
    throw new Refusal(`${what} is missing, and installing it needs root: call again as root, or install it first.`);
  }
}

/** Installs Debian packages for the executables that are not there yet: `{ iptables: 'iptables' }`. */
export async function installPackages(bed: Bed, packages: Readonly<Record<string, string>>): Promise<void> {
  const missing = Object.entries(packages).filter(([executable]) => findExecutable(executable) === undefined);
  if (missing.length === 0) return;
  const names = missing.map(([, name]) => name);
  assertCanInstall(names.join(', '));
  await withoutServiceStart(async () => {
    const env = { DEBIAN_FRONTEND: 'noninteractive' };
    // One source that does not answer fails the update; whether that matters shows at the installation.
    await run(['apt-get', '-qq', 'update'], { env });
    const install = ['apt-get', '-qq', '-o', 'DPkg::Lock::Timeout=300', 'install', '-y', '--no-install-recommends'];
    await runOrRefuse([...install, ...names], { env });
  });
  bed.say(`  installed ${names.join(', ')}`);
}

/** Debian starts what it installs; policy-rc.d with exit code 101 is its way to say no. */
async function withoutServiceStart(action: () => Promise<void>): Promise<void> {
  const policy = '/usr/sbin/policy-rc.d';
  const ours = !existsSync(policy);
  if (ours) await writeFile(policy, '#!/bin/sh\nexit 101\n', { mode: 0o755 });
  try {
    await action();
  } finally {
    if (ours) await rm(policy, { force: true });
  }
}

/** Packages of one Debian suite, unpacked and not installed. */
export interface Unpacking {
  readonly name: string;
  /** Tried in turn: the first whose files run on this machine's C library wins. `host` is the suite installed here. */
  readonly suites: readonly string[];
  readonly packages: readonly string[];
  /** Whether what was unpacked in the folder runs here. */
  readonly runs: (folder: string) => Promise<boolean>;
}

/** Downloads and unpacks packages once, and returns the folder with their files; the machine's own packages stay as they are. */
export async function unpackPackages(bed: Bed, plan: Unpacking): Promise<string> {
  assertCanInstall(plan.packages[0] ?? plan.name);
  for (const suite of plan.suites) {
    const folder = join(bed.state, 'debian', plan.name, suite);
    const files = join(folder, 'files');
    const done = join(folder, 'done');
    if (existsSync(done)) return files;
    await rm(folder, { recursive: true, force: true });
    await mkdir(files, { recursive: true });
    const env = { APT_CONFIG: await writeAptConfig(bed, suite) };
    const update = await run(['apt-get', '-qq', 'update'], { env });
    const download = await run(['apt-get', '-qq', 'download', ...plan.packages], { env, cwd: folder });
    if (download.code !== 0) {
      bed.say(
        `  ${plan.name} from Debian ${suite}: ${`${update.output}${download.output}`.trim().split('\n')[0] ?? ''}`,
      );
      continue;
    }
    const archives = (await readdir(folder)).filter((file) => file.endsWith('.deb'));
    for (const file of archives) await runOrRefuse(['dpkg-deb', '-x', join(folder, file), files]);
    if (!(await plan.runs(files))) {
      bed.say(`  ${plan.name} from Debian ${suite} does not run on this system`);
      continue;
    }
    await writeFile(done, '');
    return files;
  }
  throw new Refusal(
    `No Debian suite of ${plan.suites.join(', ')} offers ${plan.packages.join(', ')} for this machine.`,
  );
}

/** An apt of its own, with its own lists, so that a newer suite never reaches the machine's packages. */
async function writeAptConfig(bed: Bed, suite: string): Promise<string> {
  const folder = join(bed.state, 'apt', suite);
  await mkdir(join(folder, 'lists/partial'), { recursive: true });
  await mkdir(join(folder, 'cache/archives/partial'), { recursive: true });
  const codename = suite === 'host' ? hostCodename() : suite;
  const keyring = '/usr/share/keyrings/debian-archive-keyring.gpg';
  await writeFile(join(folder, 'sources.list'), `deb [signed-by=${keyring}] ${hostMirror()} ${codename} main\n`);
  await writeFile(join(folder, 'status'), '');
  const config = join(folder, 'apt.conf');
  await writeFile(
    config,
    [
      `Dir::Etc::sourcelist "${folder}/sources.list";`,
      'Dir::Etc::sourceparts "/dev/null";',
      `Dir::State::lists "${folder}/lists";`,
      `Dir::State::status "${folder}/status";`,
      `Dir::Cache "${folder}/cache";`,
      'Acquire::Languages "none";',
      // Signatures are checked; an index that a mirror has not renewed for some days is good enough here.
      'Acquire::Check-Valid-Until "false";',
      // apt drops to the user _apt, who cannot write below a home folder of root.
      'APT::Sandbox::User "root";',
      '',
    ].join('\n'),
  );
  return config;
}

function hostCodename(): string {
  return /^VERSION_CODENAME=(.+)$/m.exec(readFileSync('/etc/os-release', 'utf8'))?.[1] ?? 'stable';
}

/** The mirror this machine uses, from either form of apt's sources. */
function hostMirror(): string {
  const read = (path: string): string => (existsSync(path) ? readFileSync(path, 'utf8') : '');
  const mirror =
    /^URIs: *(\S+)/m.exec(read('/etc/apt/sources.list.d/debian.sources'))?.[1] ??
    /^deb(?: \[[^\]]*\])? (\S+)/m.exec(read('/etc/apt/sources.list'))?.[1];
  if (mirror === undefined) throw new Refusal('apt has no source of Debian packages: see sources.list(5).');
  return mirror;
}
