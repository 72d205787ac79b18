import { mkdir, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { buildSlipway, runSlipway, writeTool, type Ended } from '../testing/run-slipway.ts';
import type { Finding } from './finding.ts';

describe('slipway doctor', () => {
  let tools: string;
  beforeAll(buildSlipway, 120_000);
  beforeEach(async () => {
    tools = await mkdtemp(join(tmpdir(), 'slipway-doctor-spec-'));
    await symlink(process.execPath, join(tools, 'node'));
  });
  afterEach(() => rm(tools, { recursive: true, force: true }));

  /** A machine with the tools written so far and no others. */
  const doctor = (...args: readonly string[]): Promise<Ended> =>
    runSlipway(['doctor', ...args], { cwd: tools, path: [tools], inheritPath: false });
  const findings = async (): Promise<Readonly<Record<string, Finding>>> => {
    const { stdout } = await doctor('--json');
    const parsed = JSON.parse(stdout) as { readonly findings: readonly Finding[] };
    return Object.fromEntries(parsed.findings.map((finding) => [finding.name, finding]));
  };

  it('fails where Go is missing, and says how to get it', async () => {
    const { code, stdout } = await doctor();
    expect(code).toBe(1);
    expect(stdout).toMatch(/✖ go +not installed .*\n +→ \S+/);
    expect(stdout).toContain('Needed for a first service, and not usable here: go.');
  });

  it('is content with Node and Go', async () => {
    await writeTool(tools, 'go', 'console.log("go version go1.26.8 linux/amd64")');
    const { code, stdout } = await doctor();
    expect(code).toBe(0);
    expect(stdout).toMatch(/✔ go +1\.26\.8\n/);
    expect(stdout).toMatch(/· podman +not installed/);
  });

  it('tells a Go that is too old from one that is missing', async () => {
    await writeTool(tools, 'go', 'console.log("go version go1.19.8 linux/amd64")');
    expect((await doctor()).code).toBe(1);
    expect((await findings())['go']).toMatchObject({
      state: 'unusable',
      detail: '1.19.8, but 1.24 or newer is needed',
    });
  });

  it('tells a daemon that is down from a client that is missing', async () => {
    expect(await findings()).toMatchObject({ docker: { state: 'missing' } });
    expect(await findings()).not.toHaveProperty(['docker daemon']);
    const down = 'console.error("Cannot connect to the Docker daemon"); process.exit(1)';
    await writeTool(
      tools,
      'docker',
      `if (process.argv[2] === "--version") console.log("Docker version 28.5.2"); else { ${down} }`,
    );
    expect(await findings()).toMatchObject({
      docker: { state: 'usable', detail: '28.5.2' },
      'docker daemon': { state: 'unusable', detail: expect.stringContaining('Cannot connect') as string },
    });
  });

  it('shows the tools that the workspace pins, in place of those on the PATH', async () => {
    await mkdir(join(tools, 'tools'));
    await writeFile(join(tools, 'nx.json'), '{}');
    const lines = ['tool sigs.k8s.io/kustomize/kustomize/v5', 'require sigs.k8s.io/kustomize/kustomize/v5 v5.8.2'];
    await writeFile(join(tools, 'tools/go.mod'), ['module tools', ...lines, ''].join('\n'));
    await writeTool(tools, 'kustomize', 'console.log("v1.0.0")');
    expect((await findings())['kustomize']).toMatchObject({
      state: 'usable',
      detail: 'v5.8.2, pinned in tools/go.mod',
    });
  });

  it('finds the Nx of the workspace around', async () => {
    expect((await findings())['nx']).toMatchObject({ state: 'missing', detail: 'not in a workspace' });
    await writeFile(join(tools, 'nx.json'), '{}');
    expect((await findings())['nx']).toMatchObject({
      state: 'unusable',
      hint: expect.stringContaining('npm install') as string,
    });
    await mkdir(join(tools, 'node_modules/nx'), { recursive: true });
    await writeFile(join(tools, 'node_modules/nx/package.json'), '{ "version": "24.0.6" }');
    expect((await findings())['nx']).toMatchObject({ state: 'usable' });
  });
});
