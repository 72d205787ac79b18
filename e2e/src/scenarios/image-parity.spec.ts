import { cp, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { needing } from '../engines/engines.ts';
import { readLayout, type Layout } from '../engines/layout.ts';
import { nxVersions, type Workspace } from '../workspace/create-workspace.ts';
import { useWorkspace } from '../workspace/use-workspace.ts';
import { runOk } from '../workspace/run.ts';

// What the embedded driver makes and what the generated Dockerfile makes are the same to the program inside.
const engines = needing('driver go and the generated Dockerfile', 'docker', 'buildkit');
describe.skipIf(engines.skip)(engines.name, () => {
  const workspace = useWorkspace(nxVersions[0]);
  const root = 'services/probe';
  const layouts = new Map<string, Layout>();
  const seen = new Map<string, unknown>();

  beforeAll(async () => {
    await workspace().nxOk(['g', 'go-service', root, '--no-interactive']);
    const program = join(import.meta.dirname, '../../fixtures/probe/main.go');
    await cp(program, join(workspace().root, root, 'cmd/probe/main.go'));
    for (const driver of ['go', 'buildx']) {
      await workspace().nxOk(['run', 'probe:docker-build', `--driver=${driver}`]);
      layouts.set(driver, await readLayout(join(workspace().root, 'dist', root, 'oci')));
      await workspace().nxOk(['run', 'probe:docker-load', '--driver=docker', '--exclude-task-dependencies']);
      seen.set(driver, await observe(await contentTag(workspace(), root)));
    }
  });

  it('agree in configuration', () => {
    const [go, dockerfile] = ['go', 'buildx'].map((driver) => layouts.get(driver)?.images[0]?.config.config);
    for (const key of ['User', 'Entrypoint', 'ExposedPorts', 'Labels'] as const)
      expect(go?.[key], key).toEqual(dockerfile?.[key]);
    expect(go?.WorkingDir ?? '/').toBe(dockerfile?.WorkingDir ?? '/');
    expect(go?.Env?.toSorted()).toEqual(dockerfile?.Env?.toSorted());
  });

  it('agree in what the program sees', () => {
    expect(seen.get('go')).toEqual(seen.get('buildx'));
    expect(seen.get('go')).toMatchObject({
      uid: 65532,
      gid: 65532,
      user: 'nonroot',
      berlin: 'CEST',
      localZone: 'CEST',
      tmpWritable: true,
      isrgRoot: true,
      manyRoots: true,
    });
  });

  async function observe(image: string): Promise<unknown> {
    const { stdout } = await runOk(['docker', 'run', '--rm', '--env', 'TZ=Europe/Berlin', image], {
      cwd: workspace().root,
    });
    return JSON.parse(stdout) as unknown;
  }
});

async function contentTag(workspace: Workspace, root: string): Promise<string> {
  const { name, digest } = JSON.parse(await readFile(join(workspace.root, 'dist', root, 'image.json'), 'utf8')) as {
    name: string;
    digest: string;
  };
  return `${name}:slipway-${digest.slice('sha256:'.length)}`;
}
