import { createHash } from 'node:crypto';
import { mkdir, readFile, realpath, rename, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';

/** Folder of the remembered paths, below the workspace: Nx ignores it, and nobody commits it. */
const parent = ['.nx', 'workspace-data', 'slipway', 'tools'];
/** What changes which binary `go tool` builds, beside the module's files and Go itself. */
const variables = ['GOFLAGS', 'GOOS', 'GOARCH', 'GOAMD64', 'GOARM64', 'CGO_ENABLED', 'GOTOOLCHAIN', 'GOEXPERIMENT'];

/** One tool of tools/go.mod, in the state it is in now. */
export interface GoToolState {
  readonly name: string;
  /** Absolute. */
  readonly workspaceRoot: string;
  readonly goMod: string;
  /** The executable `go`. */
  readonly go: string;
}

/**
 * Asks for a tool's path only when something changed since the last time: to ask Go takes 0.3 s, to ask the disk 1 ms.
 * `resolve` is asked when nothing is remembered, or what is remembered is gone: `go clean -cache` takes the binaries.
 */
export async function rememberGoTool(
  state: GoToolState,
  isThere: (path: string) => Promise<boolean>,
  resolve: () => Promise<string>,
): Promise<string> {
  const file = join(state.workspaceRoot, ...parent, `${encodeURIComponent(state.name)}.json`);
  const key = await fingerprint(state);
  const remembered = parseEntry(await readFile(file, 'utf8').catch(() => ''));
  if (key !== undefined && remembered?.key === key && (await isThere(remembered.path))) return remembered.path;
  const path = await resolve();
  if (key !== undefined) await remember(file, JSON.stringify({ key, path }));
  return path;
}

/** `undefined` where it cannot be told which Go this is; then nothing is remembered. */
async function fingerprint({ workspaceRoot, goMod, go }: GoToolState): Promise<string | undefined> {
  const version = await goVersion(go);
  if (version === undefined) return undefined;
  const goSum = await readFile(join(workspaceRoot, 'tools', 'go.sum'), 'utf8').catch(() => '');
  const environment = variables.map((name) => process.env[name] ?? '');
  return createHash('sha256')
    .update(JSON.stringify([version, goMod, goSum, environment]))
    .digest('hex');
}

/** Every Go has the file VERSION in its root, two folders above the executable. */
async function goVersion(go: string): Promise<string | undefined> {
  try {
    return await readFile(join(dirname(dirname(await realpath(go))), 'VERSION'), 'utf8');
  } catch {
    return undefined; // A wrapper around Go: it may be any version tomorrow.
  }
}

function parseEntry(text: string): { readonly key: string; readonly path: string } | undefined {
  try {
    const { key, path } = JSON.parse(text) as { readonly key?: unknown; readonly path?: unknown };
    return typeof key === 'string' && typeof path === 'string' ? { key, path } : undefined;
  } catch {
    return undefined; // Absent or damaged: as if nothing were remembered.
  }
}

async function remember(file: string, text: string): Promise<void> {
  const temporary = `${file}.${process.pid}`;
  try {
    await mkdir(dirname(file), { recursive: true });
    await writeFile(temporary, text);
    await rename(temporary, file);
  } catch {
    // A workspace that cannot be written to asks Go every time.
  }
}
