import { chmodSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { findOnPath, findTool } from './find-tool.ts';
import type { Command } from './command.ts';

function createExecutable(folder: string, name: string, mode = 0o755): string {
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, name), '#!/bin/sh\n');
  chmodSync(join(folder, name), mode);
  return join(folder, name);
}

function createSearch(goMod?: string) {
  const workspaceRoot = mkdtempSync(join(tmpdir(), 'slipway-spec-'));
  const commands: Command[] = [];
  const binary = join(workspaceRoot, 'go-cache/tool');
  if (goMod !== undefined) {
    mkdirSync(join(workspaceRoot, 'tools'));
    writeFileSync(join(workspaceRoot, 'tools/go.mod'), goMod);
  }
  const run = (command: Command) => {
    commands.push(command);
    createExecutable(join(workspaceRoot, 'go-cache'), 'tool');
    return Promise.resolve({ exitCode: 0, stdout: `${binary}\n`, stderr: '', duration: 0 });
  };
  return { search: { workspaceRoot, executables: {}, run }, commands, workspaceRoot, binary };
}

describe('findTool', () => {
  it('takes the path of the option first, relative to the workspace', async () => {
    const { search, workspaceRoot } = createSearch('tool sigs.k8s.io/kustomize/kustomize/v5');
    const path = createExecutable(join(workspaceRoot, 'bin'), 'kustomize');
    expect(await findTool('kustomize', { ...search, executables: { kustomize: 'bin/kustomize' } })).toBe(path);
  });

  it('refuses an option that names nothing to run, rather than looking on', async () => {
    const { search } = createSearch();
    await expect(findTool('node', { ...search, executables: { node: 'bin/node' } })).rejects.toMatchObject({
      code: 'TOOL_MISSING',
      summary: 'node is set to bin/node, which cannot be executed.',
    });
  });

  it('asks Go for a tool of tools/go.mod', async () => {
    const { search, commands, workspaceRoot, binary } = createSearch(
      'module tools\n\ntool sigs.k8s.io/kustomize/kustomize/v5\n',
    );
    expect(await findTool('kustomize', search)).toBe(binary);
    expect(commands).toEqual([
      {
        file: 'go',
        args: ['-C', join(workspaceRoot, 'tools'), 'tool', '-n', 'kustomize'],
        env: { GOWORK: 'off' },
        effect: 'read',
      },
    ]);
  });

  it('asks Go again only when something changed', async () => {
    const goMod = 'module tools\n\ntool a.io/cmd/x\n';
    const { search, commands, workspaceRoot, binary } = createSearch(goMod);
    const ask = async (): Promise<number> => {
      expect(await findTool('x', search)).toBe(binary);
      return commands.splice(0).length;
    };
    expect([await ask(), await ask()]).toEqual([1, 0]);
    writeFileSync(join(workspaceRoot, 'tools/go.sum'), 'a.io v1.0.1 h1:x=\n');
    expect([await ask(), await ask()]).toEqual([1, 0]);
    writeFileSync(join(workspaceRoot, 'tools/go.mod'), `${goMod}require a.io v1.0.1\n`);
    expect([await ask(), await ask()]).toEqual([1, 0]);
    rmSync(binary); // go clean -cache
    expect([await ask(), await ask()]).toEqual([1, 0]);
    writeFileSync(join(workspaceRoot, '.nx/workspace-data/slipway/tools/x.json'), '{"key":');
    expect([await ask(), await ask()]).toEqual([1, 0]);
  });

  it('knows a tool however its line is written', async () => {
    const lines = ['tool (', '\t"a.io/cmd/x" // why', '\tb.io/y/v2', ')', 'require tool.io/z v1.0.0'];
    const { search, binary } = createSearch(`module tools\r\n${lines.join('\r\n')}\r\n`);
    expect(await findTool('x', search)).toBe(binary);
    expect(await findTool('y', search)).toBe(binary);
    await expect(findTool('z', search)).rejects.toMatchObject({ code: 'TOOL_MISSING' });
  });

  it('finds it on the PATH, and says where it looked when it is nowhere', async () => {
    const { search, commands } = createSearch('module tools\n');
    expect(await findTool('node', search)).toMatch(/node$/);
    await expect(findTool('no-such-tool', search)).rejects.toMatchObject({
      code: 'TOOL_MISSING',
      summary: 'no-such-tool is not installed.',
    });
    expect(commands).toEqual([]);
  });
});

it('findOnPath skips what is not executable, folders, and relative entries', async () => {
  const root = mkdtempSync(join(tmpdir(), 'slipway-spec-'));
  createExecutable(join(root, 'a'), 'thing', 0o644);
  mkdirSync(join(root, 'b/thing'), { recursive: true });
  const found = createExecutable(join(root, 'c'), 'thing');
  const path = ['.', '', join(root, 'a'), join(root, 'b'), join(root, 'c')].join(delimiter);
  expect(await findOnPath('thing', path)).toBe(found);
});
