import { logger, type Tree } from '@nx/devkit';
import { createTreeWithEmptyWorkspace } from '@nx/devkit/testing';
import { vi } from 'vitest';
import convert, { type ConvertOptions } from './convert.ts';

/** Files of a workspace: path → text, or a value to be written as JSON. */
export type TreeFiles = Readonly<Record<string, unknown>>;

/** A converted workspace, as a test looks at it. */
export interface ConvertedTree {
  readonly tree: Tree;
  /** What was printed. */
  readonly report: string;
  /** Text of a file; undefined where there is none. */
  text(path: string): string | undefined;
  json(path: string): unknown;
  /** Converts once more. */
  again(options?: ConvertOptions): Promise<ConvertedTree>;
}

/** Makes a workspace in memory and converts it. */
export async function convertTree(files: TreeFiles, options: ConvertOptions = {}): Promise<ConvertedTree> {
  const tree = createTreeWithEmptyWorkspace();
  for (const [path, content] of Object.entries(files)) {
    tree.write(path, typeof content === 'string' ? content : `${JSON.stringify(content, null, 2)}\n`);
  }
  return runOn(tree, options);
}

async function runOn(tree: Tree, options: ConvertOptions): Promise<ConvertedTree> {
  const lines: string[] = [];
  const info = vi.spyOn(logger, 'info').mockImplementation((line) => void lines.push(String(line)));
  try {
    await convert(tree, options);
  } finally {
    info.mockRestore();
  }
  const text = (path: string) => tree.read(path, 'utf-8') ?? undefined;
  return {
    tree,
    report: lines.join('\n'),
    text,
    json: (path) => JSON.parse(text(path) ?? 'null') as unknown,
    again: (more = {}) => runOn(tree, more),
  };
}

/** A module with one program at its root, as both plugins generate it. */
export function programFiles(root: string, project?: unknown): TreeFiles {
  return {
    [`${root}/go.mod`]: `module ${root}\n\ngo 1.26\n`,
    [`${root}/main.go`]: 'package main\n\nfunc main() {}\n',
    ...(project === undefined ? {} : { [`${root}/project.json`]: project }),
  };
}

/** A module with one package. */
export function libraryFiles(root: string, project?: unknown): TreeFiles {
  return {
    [`${root}/go.mod`]: `module ${root}\n\ngo 1.26\n`,
    [`${root}/money.go`]: 'package money\n',
    ...(project === undefined ? {} : { [`${root}/project.json`]: project }),
  };
}

/** package.json with one of the plugins in it. */
export function packageJson(name: string): unknown {
  return { name: 'acme', private: true, devDependencies: { '@slipway/go': '0.1.0', [name]: '^4.1.1', nx: '22.7.12' } };
}
