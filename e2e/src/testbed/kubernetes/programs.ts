import { existsSync } from 'node:fs';
import { mkdir, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { Bed } from '../bed.ts';
import { unpackPackages } from '../system/debian.ts';
import { run, runOrRefuse } from '../system/run.ts';

/** A Go module of one main package for everything, and one for the first process of a pod; its go.mod pins the versions. */
const source = join(import.meta.dirname, '../../../fixtures/kube');
const version = '1.34.10';
const programs = ['kube', 'pause'] as const;

/** The program that is etcd, every component of Kubernetes, and kubectl. */
export function kubeProgram(bed: Bed): string {
  return join(bed.kube, 'bin/kube');
}

/** The first process of every pod. */
export function pauseProgram(bed: Bed): string {
  return join(bed.kube, 'bin/pause');
}

/** Whether the components of Kubernetes are there, prebuilt or compiled before. */
export function hasPrograms(bed: Bed): boolean {
  return programs.every((name) => existsSync(join(bed.kube, 'bin', name)));
}

/** Compiles Kubernetes where it is missing, for good: about ten minutes of one core. */
export async function obtainPrograms(bed: Bed): Promise<void> {
  if (hasPrograms(bed)) return;
  bed.say(`  compiling Kubernetes ${version}: some minutes, once`);
  const bin = join(bed.kube, 'bin');
  const partial = join(bed.kube, 'bin.partial');
  await mkdir(partial, { recursive: true });
  const [major, minor] = version.split('.');
  const values = [
    ...['k8s.io/component-base/version', 'k8s.io/client-go/pkg/version'].map(
      (path) => `${path}.gitVersion=v${version}`,
    ),
    `k8s.io/component-base/version.gitMajor=${major ?? ''}`,
    `k8s.io/component-base/version.gitMinor=${minor ?? ''}`,
  ];
  const flags = ['-trimpath', '-ldflags', ['-s -w', ...values.map((value) => `-X ${value}`)].join(' ')];
  const env = { GOWORK: 'off', GOFLAGS: '-mod=readonly -buildvcs=false', CGO_ENABLED: '0' };
  const build = ['go', 'build', ...flags, '-o', `${partial}/`, '.', './pause'];
  await runOrRefuse(build, { cwd: source, env });
  await mkdir(bin, { recursive: true });
  for (const name of programs) await rename(join(partial, name), join(bin, name));
  await rm(partial, { recursive: true });
}

/** containerd, runc and the network plugins, unpacked and not installed: no service starts, no other engine notices. */
export async function obtainNodeFiles(bed: Bed): Promise<string> {
  const prebuilt = join(bed.kube, 'deb');
  if (await nodeFilesRun(prebuilt)) return prebuilt;
  return await unpackPackages(bed, {
    name: 'kubernetes-node',
    suites: ['host'],
    packages: ['containerd', 'runc', 'containernetworking-plugins'],
    runs: nodeFilesRun,
  });
}

/** The programs of a node, below the folder that they were unpacked to. */
export function nodeFile(files: string, name: 'containerd' | 'ctr' | 'runc'): string {
  return join(files, name === 'runc' ? 'usr/sbin' : 'usr/bin', name);
}

/** Where the network plugins are. */
export function cniFolder(files: string): string {
  return join(files, 'usr/lib/cni');
}

async function nodeFilesRun(files: string): Promise<boolean> {
  if (!existsSync(join(cniFolder(files), 'bridge'))) return false;
  const versions = (['containerd', 'ctr', 'runc'] as const).map((name) => run([nodeFile(files, name), '--version']));
  return (await Promise.all(versions)).every(({ code }) => code === 0);
}
