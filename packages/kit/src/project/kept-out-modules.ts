import { posix } from 'node:path';

/** A `use` line that is commented out, and the reason behind it: `// use ./legacy until it is ported`. */
const keptOut = /^[ \t]*\/\/[ \t]*(use[ \t]+)?(?:"(\.(?:\/[^"]+)?)"|(\.(?:\/[^\s"'`(),:;]+)?)(?=[\s,:;]|$))/;

/**
 * Folders of modules that are to stay out of a go.work, relative to it: those whose line is commented out,
 * as `// ./legacy` inside of a `use` block and as `// use ./legacy` anywhere. Sorted.
 */
export function keptOutModules(goWork: string): readonly string[] {
  const folders = new Set<string>();
  let isInBlock = false;
  for (const line of goWork.split(/\r?\n/)) {
    if (/^[ \t]*use[ \t]*\(/.test(line)) isInBlock = true;
    else if (/^[ \t]*\)/.test(line)) isInBlock = false;
    const [, verb, quoted, plain] = keptOut.exec(line) ?? [];
    const folder = quoted ?? plain;
    if (folder !== undefined && (verb !== undefined || isInBlock)) {
      folders.add(posix.normalize(folder).replace(/\/$/, ''));
    }
  }
  return [...folders].sort();
}
