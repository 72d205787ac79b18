import { createHash } from 'node:crypto';
import { execFileSync, spawnSync } from 'node:child_process';
import { join, posix, relative } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { nearestRoot } from '@slipway/kit';
import { makeWorkspace } from '../testing/make-workspace.ts';
import { edgesOf } from './testing/edges-of.ts';
import { projectsOf } from './testing/project-fixtures.ts';
import { createRandomWorkspace, type RandomWorkspace } from './testing/random-workspace.ts';

/** A package as Go sees it. */
interface ListedPackage {
  readonly ImportPath: string;
  readonly Dir?: string;
  /** Whether it is there only because others import it. */
  readonly DepOnly?: boolean;
  readonly Imports?: readonly string[];
  readonly TestImports?: readonly string[];
  readonly XTestImports?: readonly string[];
}

const hasGo = spawnSync('go', ['version']).status === 0;
// The long run is for whoever changes the resolver.
const count = Number(process.env['SLIPWAY_GRAPHS'] ?? '24');

function listPackages(root: string, { files, runs }: RandomWorkspace): readonly ListedPackage[] {
  const env = {
    ...process.env,
    GOFLAGS: 'go.work' in files ? '' : '-mod=mod',
    GOPROXY: 'off',
    GOTOOLCHAIN: 'local',
    GO111MODULE: 'on',
  };
  const fields = '-json=ImportPath,Dir,DepOnly,Imports,TestImports,XTestImports';
  return runs.flatMap(({ folder, patterns }) => {
    const options = { cwd: join(root, folder), env, maxBuffer: 1 << 28 };
    const output = execFileSync('go', ['list', '-e', '-deps', '-test', fields, ...patterns], options).toString();
    return JSON.parse(`[${output.replaceAll(/^\}\n\{/gm, '},{')}]`) as readonly ListedPackage[];
  });
}

/** A package that is compiled once more for a test is listed as `a.b/p [a.b/q.test]`, and perhaps only so. */
function nameOf(importPath: string): string {
  return importPath.replace(/ \[.*$/, '');
}

/** The edges between projects that follow from what Go says of packages. */
function edgesOfGo(root: string, workspace: RandomWorkspace): readonly string[] {
  const listed = listPackages(root, workspace);
  const roots = new Map(
    Object.entries(projectsOf(root, workspace.files)).map(([name, project]) => [project.root, name]),
  );
  const ownerOf = (folder: string | undefined): string | undefined => {
    const inside = folder === undefined ? '..' : relative(root, folder) || '.';
    return inside.startsWith('..') ? undefined : roots.get(nearestRoot(posix.normalize(inside), roots) ?? '');
  };
  const owners = new Map(listed.map(({ ImportPath, Dir }) => [nameOf(ImportPath), ownerOf(Dir)]));
  const edges = listed.flatMap(({ Dir, DepOnly, Imports = [], TestImports = [], XTestImports = [] }) => {
    const imports = [...Imports, ...(DepOnly === true ? [] : [...TestImports, ...XTestImports])];
    return imports.map((path) => [ownerOf(Dir), owners.get(nameOf(path))] as const);
  });
  const between = edges.filter(([from, to]) => from !== undefined && to !== undefined && from !== to);
  return [...new Set(between.map(([from, to]) => `${from ?? ''} -> ${to ?? ''}`))].sort();
}

describe.skipIf(!hasGo)('the graph agrees with go list (skipped where there is no Go)', () => {
  it(`on ${count} random workspaces`, { timeout: 60_000 + count * 10_000 }, async () => {
    let drawn = 0;
    const random = () => createHash('sha256').update(`graph ${drawn++}`).digest().readUInt32BE() / 2 ** 32;
    let found = 0;
    for (let number = 0; number < count; number++) {
      const workspace = createRandomWorkspace(random);
      const root = await makeWorkspace(onTestFinished, workspace.files);
      const edges = edgesOf(root, workspace.files)
        .map((edge) => edge.replace(/ \(.*/, ''))
        .sort();
      expect(edges, JSON.stringify(workspace, null, 1)).toEqual(edgesOfGo(root, workspace));
      found += edges.length;
    }
    expect(found).toBeGreaterThan(count * 3);
  });
});
