import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import ts from 'typescript';

/** The repository's root. */
const repositoryRoot: string = join(dirname(fileURLToPath(import.meta.url)), '..');

/** Every file git knows or would add, relative to the root, sorted. */
export function listFiles(): readonly string[] {
  const args = ['ls-files', '--cached', '--others', '--exclude-standard', '-z'];
  const output = execFileSync('git', args, { cwd: repositoryRoot, encoding: 'utf8', maxBuffer: 64 << 20 });
  const deleted = execFileSync('git', ['ls-files', '--deleted', '-z'], { cwd: repositoryRoot, encoding: 'utf8' });
  const gone = new Set(deleted.split('\0'));
  return [...new Set(output.split('\0'))].filter((path) => path !== '' && !gone.has(path)).sort();
}

/** The text of a file of the repository. */
export function readText(path: string): string {
  return readFileSync(join(repositoryRoot, path), 'utf8');
}

/** One import, also a dynamic one with a literal, and where it stands. */
export interface ImportStatement {
  readonly file: string;
  readonly specifier: string;
}

/** The imports of a TypeScript file, as the compiler sees them. */
export function importsOf(file: string): readonly ImportStatement[] {
  const { importedFiles } = ts.preProcessFile(readText(file), true, true);
  return importedFiles.map(({ fileName }) => ({ file, specifier: fileName }));
}
