import { closest, createGlob } from '@slipway/kit';
import { comparePaths, foldPath } from '../paths/check-path.ts';
import type { SourceFile, SourceText, TemplateFolder } from '../source/template-folder.ts';
import { findBlocks, replaceBlocks } from './blocks.ts';

/**
 * The base's files with an overlay's omissions, regions and files in place.
 * An overlay's file replaces the base's of the same path wherever it lies, so a file of a conditional layer stays conditional.
 * Naming what the base lacks is pushed to `problems`.
 */
export function mergeFiles(
  base: readonly SourceFile[],
  { manifest, files, blocks }: TemplateFolder,
  problems: string[],
): readonly SourceFile[] {
  const kept = omit(base, manifest.overlay.omit, problems);
  const replaced = kept.map((file) => {
    const replacements = blocks.get(file.path);
    return replacements === undefined ? file : withBlocks(file, replacements, problems);
  });
  for (const path of blocks.keys()) {
    if (!kept.some((file) => file.path === path)) problems.push(missing('overlay.blocks', path, base));
    if (files.some((file) => file.path === path))
      problems.push(`overlay.blocks changes ${path}, and a file of the overlay replaces it whole; keep one of the two`);
  }
  return addFiles(replaced, files, problems);
}

function omit(base: readonly SourceFile[], globs: readonly string[], problems: string[]): readonly SourceFile[] {
  const omitted = new Set<SourceFile>();
  for (const glob of globs) {
    const matches = createGlob(glob, { dot: true });
    const hits = base.filter(({ path }) => path === glob || matches(path));
    if (hits.length === 0) problems.push(missing('overlay.omit', glob, base));
    for (const hit of hits) omitted.add(hit);
  }
  return base.filter((file) => !omitted.has(file));
}

function withBlocks(file: SourceFile, replacements: ReadonlyMap<string, SourceText>, problems: string[]): SourceFile {
  if (file.kind === 'copied') {
    problems.push(`overlay.blocks names ${file.path}, but ${file.label} is copied, not rendered: it has no regions`);
    return file;
  }
  const text = file.bytes.toString('utf8');
  // What is wrong with the regions themselves was reported when the base was read.
  const found = findBlocks(text, file.label, []);
  const names = found.map(({ name }) => name);
  for (const name of replacements.keys()) {
    if (names.includes(name)) continue;
    const has = names.length === 0 ? 'it has none' : `it has ${names.join(', ')}`;
    problems.push(`overlay.blocks names the region "${name}" of ${file.path}, which ${file.label} lacks: ${has}`);
  }
  return { ...file, bytes: Buffer.from(replaceBlocks(text, found, replacements)) };
}

function addFiles(base: readonly SourceFile[], own: readonly SourceFile[], problems: string[]): readonly SourceFile[] {
  const result = [...base];
  for (const file of own) {
    const twins = result.filter(({ path }) => path === file.path);
    for (const other of result) {
      if (other.path !== file.path && foldPath(other.path) === foldPath(file.path))
        problems.push(`${file.label} and ${other.label} differ in case only; some file systems take them for one`);
    }
    // A file outside of layers speaks for the path everywhere; one in a layer only for that layer.
    const targets = twins.filter(({ layer }) => file.layer === layer || file.layer === undefined);
    for (const target of targets) result[result.indexOf(target)] = { ...file, layer: target.layer };
    if (targets.length === 0) result.push(file);
  }
  return result.toSorted((a, b) => comparePaths(a.path, b.path) || comparePaths(a.layer ?? '', b.layer ?? ''));
}

function missing(field: string, path: string, base: readonly SourceFile[]): string {
  const suggestion = closest(path, new Set(base.map((file) => file.path)));
  return `${field} names ${path}, which the base lacks${suggestion === undefined ? '' : `; did you mean "${suggestion}"?`}`;
}
