import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';

/** A program that answers on port 8080, and that prints its version. */
export const helloFiles: Readonly<Record<string, string>> = {
  'services/orders/go.mod': 'module example.com/acme/orders\n\ngo 1.25\n',
  'services/orders/cmd/orders/main.go': [
    'package main',
    '',
    'import "os"',
    '',
    'var version = "unset"',
    '',
    'func main() {',
    '\tif len(os.Args) > 2 && os.Args[1] == "exit" {',
    "\t\tos.Exit(int(os.Args[2][0] - '0'))",
    '\t}',
    '\tos.Stdout.WriteString("orders " + version + "\\n")',
    '}',
    '',
  ].join('\n'),
};

/** A workspace in a temporary folder. */
export interface TestWorkspace {
  /** Absolute. */
  readonly root: string;
  write(files: Readonly<Record<string, string>>): Promise<void>;
  remove(): Promise<void>;
}

/** Makes a workspace with these files, named acme. */
export async function createTestWorkspace(
  files: Readonly<Record<string, string>> = helloFiles,
): Promise<TestWorkspace> {
  const root = await mkdtemp(join(tmpdir(), 'slipway-image-'));
  const write = async (added: Readonly<Record<string, string>>) => {
    for (const [path, text] of Object.entries(added)) {
      await mkdir(dirname(join(root, path)), { recursive: true });
      await writeFile(join(root, path), text);
    }
  };
  await write({ 'package.json': '{"name":"@acme/acme"}', ...files });
  return { root, write, remove: () => rm(root, { recursive: true, force: true, maxRetries: 3 }) };
}

/** The project that {@link helloFiles} holds. */
export const orders = { name: 'orders', root: 'services/orders' } as const;
