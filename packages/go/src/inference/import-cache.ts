import { createHash, randomUUID } from 'node:crypto';
import { mkdirSync, readdirSync, readFileSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';

/** Imports of Go files by the hash that Nx gives their content; where a file lies does not matter. */
export interface ImportCache {
  get(hash: string): readonly string[] | undefined;
  /** Keeps imports, and gives them back, each once. */
  set(hash: string, imports: readonly string[]): readonly string[];
  /** Writes what was set, and only for contents that were asked for since it was read: gone ones are forgotten. */
  save(): void;
}

/** Rises with every change of the format or of what the lexer finds. */
const version = 2;
const path = ['.nx', 'workspace-data', 'slipway', 'go-imports.json'];

interface Stored {
  readonly version: number;
  /** Every import path once: a workspace has far fewer than it has imports. */
  readonly imports: readonly string[];
  /** Hash of a file → indexes into `imports`. */
  readonly files: Readonly<Record<string, readonly number[]>>;
}

/** Opens the cache of a workspace. A missing, damaged or older one is an empty one. */
export function openImportCache(workspaceRoot: string): ImportCache {
  const file = join(workspaceRoot, ...path);
  // Nx has a switch for people who suspect a cache; it holds for ours too.
  const isOff = process.env['NX_CACHE_PROJECT_GRAPH'] === 'false';
  const stored = isOff ? empty : readStored(file);
  const used = new Map<string, readonly string[]>();
  // A string cut from a file keeps the whole file in memory, so there is one of each import and no more.
  const texts = new Map<string, string>();
  let isChanged = false;
  return {
    get(hash) {
      const known = used.get(hash);
      if (known !== undefined) return known;
      const imports = stored.files[hash]?.map((index) => stored.imports[index] ?? '');
      if (imports !== undefined) used.set(hash, imports);
      return imports;
    },
    set(hash, found) {
      const imports = [...new Set(found)].map((text) => {
        const known = texts.get(text);
        if (known === undefined) texts.set(text, text);
        return known ?? text;
      });
      isChanged = true;
      used.set(hash, imports);
      return imports;
    },
    save() {
      if (isChanged || used.size !== Object.keys(stored.files).length) writeStored(file, toStored(used));
    },
  };
}

const empty: Stored = { version, imports: [], files: {} };

/** Hex characters of the checksum, which is the first line of the file. */
const checksumLength = 64;

/**
 * Trusts nothing that is not what was written: an entry that a bad disk changed and that can still be read would be
 * a missed edge, and so an untested service, until its file changes.
 */
function readStored(file: string): Stored {
  try {
    const bytes = readFileSync(file);
    const content = bytes.subarray(checksumLength + 1);
    if (bytes.toString('latin1', 0, checksumLength + 1) !== `${checksumOf(content)}\n`) return empty;
    const stored = JSON.parse(content.toString('utf8')) as Stored;
    return stored.version === version ? stored : empty;
  } catch {
    return empty; // Missing or unreadable: everything is read again.
  }
}

function checksumOf(content: Buffer | string): string {
  return createHash('sha256').update(content).digest('hex');
}

function toStored(used: ReadonlyMap<string, readonly string[]>): Stored {
  const indexes = new Map<string, number>();
  const indexOf = (entry: string): number => {
    const known = indexes.get(entry);
    if (known !== undefined) return known;
    indexes.set(entry, indexes.size);
    return indexes.size - 1;
  };
  const files = [...used].map(([hash, imports]) => [hash, imports.map(indexOf)] as const);
  return { version, imports: [...indexes.keys()], files: Object.fromEntries(files) };
}

/** Other processes may read and write at any time, so the file appears whole or not at all; the last writer wins. */
function writeStored(file: string, stored: Stored): void {
  const content = JSON.stringify(stored);
  const partial = `${file}.${randomUUID()}.tmp`;
  try {
    mkdirSync(dirname(file), { recursive: true });
    removeLeftovers(dirname(file));
    writeFileSync(partial, `${checksumOf(content)}\n${content}`);
    renameSync(partial, file);
  } catch {
    rmSync(partial, { force: true }); // A read-only or full disk costs time, never the graph.
  }
}

/** No writer takes longer; the partial file of an older one belongs to a process that was killed. */
const longestWrite = 60_000;

function removeLeftovers(folder: string): void {
  for (const name of readdirSync(folder)) {
    const leftover = join(folder, name);
    const stats = name.endsWith('.tmp') ? statSync(leftover, { throwIfNoEntry: false }) : undefined;
    if (stats !== undefined && Date.now() - stats.mtimeMs > longestWrite) rmSync(leftover, { force: true });
  }
}
