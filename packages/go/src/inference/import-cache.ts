import { mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';

/** Imports of Go files by the content hash that Nx gives them. */
export interface ImportCache {
  get(file: string, hash: string): readonly string[] | undefined;
  /** Keeps imports, and gives them back, each once. */
  set(file: string, hash: string, imports: readonly string[]): readonly string[];
  /** Writes what was set, and only for files that were asked for since it was read: gone files are forgotten. */
  save(): void;
}

/** Rises with every change of the format or of what the lexer finds. */
const version = 1;
const path = ['.nx', 'workspace-data', 'slipway', 'go-imports.json'];

interface Stored {
  readonly version: number;
  /** Every import path once: a workspace has far fewer than it has imports. */
  readonly imports: readonly string[];
  /** File → its hash, then indexes into `imports`. */
  readonly files: Readonly<Record<string, readonly [string, ...number[]]>>;
}

/** Reads the cache of a workspace. A missing, broken or older one is an empty one. */
export function openImportCache(workspaceRoot: string): ImportCache {
  const file = join(workspaceRoot, ...path);
  // Nx has a switch for people who suspect a cache; it holds for ours too.
  const isOff = process.env['NX_CACHE_PROJECT_GRAPH'] === 'false';
  const stored = isOff ? empty : readStored(file);
  const used = new Map<string, { readonly hash: string; readonly imports: readonly string[] }>();
  // A string cut from a file keeps the whole file in memory, so there is one of each import and no more.
  const texts = new Map<string, string>();
  let isChanged = false;
  return {
    get(name, hash) {
      const imports = importsIn(stored, name, hash);
      if (imports !== undefined) used.set(name, { hash, imports });
      return imports;
    },
    set(name, hash, found) {
      const imports = [...new Set(found)].map((text) => {
        const known = texts.get(text);
        if (known === undefined) texts.set(text, text);
        return known ?? text;
      });
      isChanged = true;
      used.set(name, { hash, imports });
      return imports;
    },
    save() {
      if (isChanged || used.size !== Object.keys(stored.files).length) writeStored(file, toStored(used));
    },
  };
}

const empty: Stored = { version, imports: [], files: {} };

function readStored(file: string): Stored {
  try {
    const stored = JSON.parse(readFileSync(file, 'utf8')) as Partial<Stored> | null;
    const isWhole = stored?.version === version && Array.isArray(stored.imports) && isObject(stored.files);
    return isWhole ? (stored as Stored) : empty;
  } catch {
    return empty; // Missing or cut off: everything is read again.
  }
}

function isObject(value: unknown): boolean {
  return typeof value === 'object' && value !== null;
}

/** Undefined where the file has another hash by now, and where the entry is broken. */
function importsIn({ imports, files }: Stored, name: string, hash: string): readonly string[] | undefined {
  const entry: unknown = files[name];
  if (!Array.isArray(entry) || entry[0] !== hash) return undefined;
  const texts: string[] = [];
  for (let at = 1; at < entry.length; at++) {
    const text: unknown = imports[Number(entry[at])];
    if (typeof text !== 'string') return undefined;
    texts.push(text);
  }
  return texts;
}

function toStored(used: ReadonlyMap<string, { readonly hash: string; readonly imports: readonly string[] }>): Stored {
  const indexes = new Map<string, number>();
  const indexOf = (entry: string): number => {
    const known = indexes.get(entry);
    if (known !== undefined) return known;
    indexes.set(entry, indexes.size);
    return indexes.size - 1;
  };
  const files = [...used].map(([file, { hash, imports }]) => [file, [hash, ...imports.map(indexOf)]] as const);
  return { version, imports: [...indexes.keys()], files: Object.fromEntries(files) };
}

/** Another process may read at any time, so the file appears whole or not at all. */
function writeStored(file: string, stored: Stored): void {
  const partial = `${file}.${process.pid}.tmp`;
  try {
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(partial, JSON.stringify(stored));
    renameSync(partial, file);
  } catch {
    rmSync(partial, { force: true }); // A read-only or full disk costs time, never the graph.
  }
}
