import { chmod, chown, cp, mkdir, readFile, readdir, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Bed } from '../bed.ts';
import { unpackPackages } from '../system/debian.ts';
import { findExecutable, pipe } from '../system/run.ts';

/** Where programs in a distroless image expect things, from the Debian packages the real one is made of. */
const fromPackages = [
  'usr/share/zoneinfo',
  ...['protocols', 'services', 'rpc', 'ethertypes', 'mime.types', 'debian_version'].map((file) => `etc/${file}`),
];

const passwd = [
  'root:x:0:0:root:/root:/sbin/nologin',
  'nobody:x:65534:65534:nobody:/nonexistent:/sbin/nologin',
  'nonroot:x:65532:65532:nonroot:/home/nonroot:/sbin/nologin',
];
const group = ['root:x:0:', 'nobody:x:65534:', 'tty:x:5:', 'staff:x:50:', 'nonroot:x:65532:'];
const osRelease = [
  'PRETTY_NAME="Distroless"',
  'NAME="Debian GNU/Linux"',
  'ID="debian"',
  'VERSION_ID="13"',
  'VERSION="Debian GNU/Linux 13 (trixie)"',
];

/** A look-alike of gcr.io/distroless/static-debian13:nonroot: no shell, no libc; roots, zones, users and a home. */
export async function makeStatic(bed: Bed, image: string): Promise<void> {
  const files = await unpackPackages(bed, {
    name: 'distroless-static',
    suites: ['trixie'],
    packages: ['base-files', 'ca-certificates', 'media-types', 'netbase', 'tzdata'],
    runs: () => Promise.resolve(true),
  });
  const tree = join(bed.state, 'bases/static');
  await layOut(tree, files);
  const archive = ['tar', '--create', '--numeric-owner', '--sort=name', '--mtime=@0', '--directory', tree, '.'];
  const config = [
    'ENV PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin',
    'ENV SSL_CERT_FILE=/etc/ssl/certs/ca-certificates.crt',
    'USER 65532',
    'WORKDIR /home/nonroot',
  ];
  const docker = findExecutable('docker', [bed.bin]) ?? 'docker';
  await pipe(archive, [docker, 'import', ...config.flatMap((line) => ['--change', line]), '-', image]);
  await rm(tree, { recursive: true, force: true });
}

async function layOut(tree: string, files: string): Promise<void> {
  await rm(tree, { recursive: true, force: true });
  for (const folder of [
    'boot',
    'dev',
    'etc/ssl/certs',
    'home/nonroot',
    'proc',
    'root',
    'run',
    'sys',
    'usr/share',
    'var',
  ]) {
    await mkdir(join(tree, folder), { recursive: true });
  }
  await mkdir(join(tree, 'tmp'));
  await chmod(join(tree, 'tmp'), 0o1777);
  for (const path of fromPackages)
    await cp(join(files, path), join(tree, path), { recursive: true, verbatimSymlinks: true });
  await writeFile(join(tree, 'etc/ssl/certs/ca-certificates.crt'), await bundleRoots(files));
  await writeLines(join(tree, 'etc/passwd'), passwd);
  await writeLines(join(tree, 'etc/group'), group);
  await writeLines(join(tree, 'etc/os-release'), osRelease);
  await writeLines(join(tree, 'etc/nsswitch.conf'), ['hosts: files dns']);
  await chmod(join(tree, 'home/nonroot'), 0o700);
  await chown(join(tree, 'home/nonroot'), 65532, 65532);
}

/** The package carries one file per root; update-ca-certificates would bundle them at installation. */
async function bundleRoots(files: string): Promise<string> {
  const folder = join(files, 'usr/share/ca-certificates');
  const names = (await readdir(folder, { recursive: true })).filter((name) => name.endsWith('.crt')).sort();
  return (await Promise.all(names.map((name) => readFile(join(folder, name), 'utf8')))).join('');
}

async function writeLines(path: string, lines: readonly string[]): Promise<void> {
  await writeFile(path, `${lines.join('\n')}\n`);
}
