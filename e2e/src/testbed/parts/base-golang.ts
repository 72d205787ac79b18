import { chmod, copyFile, mkdir, rm, symlink, writeFile } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import type { Bed } from '../bed.ts';
import { Refusal } from '../refusal.ts';
import { unpackPackages } from '../system/debian.ts';
import { findExecutable, pipe, run, runOrRefuse } from '../system/run.ts';

/**
 * A look-alike of golang:X-alpine: a static busybox and this machine's Go, whose tools are static too.
 * It has this machine's CA roots, so a RUN step reaches whatever this machine reaches, also behind a proxy of one's own.
 */
export async function makeGolang(bed: Bed, image: string): Promise<void> {
  const goRoot = await runOrRefuse(['go', 'env', 'GOROOT']);
  const version = (await runOrRefuse(['go', 'env', 'GOVERSION'])).replace(/^go/, '');
  const tree = join(bed.state, 'bases/golang');
  await layOut(tree, await findBusybox(bed));
  const go = basename(goRoot);
  const archive = [
    ...['tar', '--create', '--numeric-owner', '--owner=0', '--group=0', '--sort=name', '--mtime=@0'],
    ...[`--transform=s,^${go}/,usr/local/go/,`, `--transform=s,^${go}$,usr/local/go,`],
    ...['test', 'api', 'doc'].map((folder) => `--exclude=${go}/${folder}`),
    ...['--directory', tree, '.', '--directory', dirname(goRoot), go],
  ];
  const config = [
    'ENV PATH=/go/bin:/usr/local/go/bin:/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin',
    `ENV GOLANG_VERSION=${version}`,
    'ENV GOTOOLCHAIN=local',
    'ENV GOPATH=/go',
    'WORKDIR /go',
    'CMD ["/bin/sh"]',
  ];
  const docker = findExecutable('docker', [bed.bin]) ?? 'docker';
  await pipe(archive, [docker, 'import', ...config.flatMap((line) => ['--change', line]), '-', image]);
  await rm(tree, { recursive: true, force: true });
}

async function layOut(tree: string, busybox: string): Promise<void> {
  await rm(tree, { recursive: true, force: true });
  for (const folder of [
    'bin',
    'etc/ssl/certs',
    'go/bin',
    'go/src',
    'proc',
    'root',
    'sys',
    'usr/bin',
    'usr/local',
    'var',
  ]) {
    await mkdir(join(tree, folder), { recursive: true });
  }
  await mkdir(join(tree, 'tmp'));
  await chmod(join(tree, 'tmp'), 0o1777);
  await copyFile(busybox, join(tree, 'bin/busybox'));
  await chmod(join(tree, 'bin/busybox'), 0o755);
  for (const applet of (await runOrRefuse([busybox, '--list'])).split('\n')) {
    if (applet !== 'busybox') await symlink('busybox', join(tree, 'bin', applet));
  }
  await symlink('/bin/env', join(tree, 'usr/bin/env'));
  await copyFile('/etc/ssl/certs/ca-certificates.crt', join(tree, 'etc/ssl/certs/ca-certificates.crt'));
  await writeFile(
    join(tree, 'etc/passwd'),
    'root:x:0:0:root:/root:/bin/sh\nnobody:x:65534:65534:nobody:/:/bin/false\n',
  );
  await writeFile(join(tree, 'etc/group'), 'root:x:0:\nnogroup:x:65534:\n');
  await writeFile(join(tree, 'etc/nsswitch.conf'), 'hosts: files dns\n');
}

async function findBusybox(bed: Bed): Promise<string> {
  const installed = findExecutable('busybox');
  // One that is linked with this machine's C library would not run in an image without it.
  if (installed !== undefined && (await isStatic(installed))) return installed;
  const files = await unpackPackages(bed, {
    name: 'busybox',
    suites: ['host'],
    packages: ['busybox-static'],
    runs: async (folder) => (await run([join(folder, 'bin/busybox'), 'true'])).code === 0,
  });
  return join(files, 'bin/busybox');
}

async function isStatic(executable: string): Promise<boolean> {
  const { code, output } = await run(['ldd', executable]);
  if (code === 127) throw new Refusal('«ldd» is not installed.');
  return output.includes('not a dynamic executable') || output.includes('statically linked');
}
