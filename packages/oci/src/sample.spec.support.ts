import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, relative } from 'node:path';
import { isSlipwayError, parsePlatform, type SlipwayError } from '@slipway/kit';
import type { ImageSource } from './layout/image-config.ts';
import type { Layout } from './layout/layout.ts';
import { packLayer, type PackedLayer } from './layout/pack-layer.ts';
import { writeLayout } from './layout/write-layout.ts';
import { tarChunks } from './tar/write-tar.ts';
import { planTar } from './tar/plan-tar.ts';
import type { TarEntry } from './tar/tar-entry.ts';

/**
 * Makes temporary folders that are gone when their test is over.
 * Give it vitest's `onTestFinished`: this file is no spec, so it imports no test runner.
 */
export function temporaryDirectories(onTestFinished: (remove: () => Promise<void>) => void): () => Promise<string> {
  return async () => {
    const directory = await mkdtemp(join(tmpdir(), 'slipway-oci-'));
    onTestFinished(() => rm(directory, { recursive: true, force: true }));
    return directory;
  };
}

/** A file entry of a few bytes. */
export function textEntry(path: string, text: string): TarEntry {
  return { kind: 'file', path, mode: 0o644, content: Buffer.from(text) };
}

/** A small layer whose content depends on `text` only. */
export async function sampleLayer(cacheDir: string, text = 'hello'): Promise<PackedLayer> {
  return packLayer({ entries: [textEntry('etc/greeting', text)], createdBy: `sample ${text}` }, { cacheDir });
}

/** What a small image of two layers is made of. */
export async function sampleSource(cacheDir: string, platform = 'linux/amd64'): Promise<ImageSource> {
  return {
    platform: parsePlatform(platform),
    layers: [await sampleLayer(cacheDir, 'base'), await sampleLayer(cacheDir, `program for ${platform}`)],
    config: { User: '65532:65532', Entrypoint: ['/app'], Labels: { b: '2', a: '1' } },
  };
}

/** A layout in `layout/` of a folder, with the cache beside it. */
export async function sampleLayout(directory: string, platforms: readonly string[] = ['linux/amd64']): Promise<Layout> {
  const cacheDir = join(directory, 'cache');
  const images = await Promise.all(platforms.map((platform) => sampleSource(cacheDir, platform)));
  return writeLayout(join(directory, 'layout'), images);
}

/** A tar in memory. */
export async function tarOf(entries: readonly TarEntry[]): Promise<Buffer> {
  return collect(tarChunks(planTar(entries)));
}

/** All bytes of a stream. */
export async function collect(chunks: AsyncIterable<Uint8Array>): Promise<Buffer> {
  const all: Uint8Array[] = [];
  for await (const chunk of chunks) all.push(chunk);
  return Buffer.concat(all);
}

/** Paths of all files below a folder, sorted. */
export async function filesBelow(directory: string): Promise<readonly string[]> {
  const entries = await readdir(directory, { recursive: true, withFileTypes: true });
  return entries
    .filter((entry) => !entry.isDirectory())
    .map((entry) => relative(directory, join(entry.parentPath, entry.name)))
    .sort();
}

/** The error of ours that an action ends in. Throws when it ends well, or in another error. */
export async function failureOf(action: Promise<unknown>): Promise<SlipwayError> {
  const outcome = await action.then(
    () => new Error('It should have failed.'),
    (reason: unknown) => reason,
  );
  if (!isSlipwayError(outcome)) throw outcome;
  return outcome;
}
