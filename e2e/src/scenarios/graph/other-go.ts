import { chmod, mkdir, writeFile } from 'node:fs/promises';
import { delimiter, join } from 'node:path';
import type { Env } from './tasks.ts';

/** Puts a `go` before the one on the PATH, which is that one but says that it is of another version. */
export async function placeOtherGo(folder: string): Promise<Env> {
  const file = join(folder, 'go');
  const script = [
    '#!/bin/sh',
    // Without its own folder, which is the first: what it finds now is the real one.
    'PATH="${PATH#*:}"',
    'case "$1" in version | env) go "$@" | sed "s/^go1[^ ]*/go1.99.0/; s/ go1[^ ]*/ go1.99.0/" ;; *) exec go "$@" ;; esac',
    '',
  ].join('\n');
  await mkdir(folder, { recursive: true });
  await writeFile(file, script);
  await chmod(file, 0o755);
  return { PATH: `${folder}${delimiter}${process.env['PATH'] ?? ''}` };
}
