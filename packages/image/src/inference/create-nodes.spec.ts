import { join } from 'node:path';
import { readdir } from 'node:fs/promises';
import type { CreateNodesContext, TargetConfiguration } from '@nx/devkit';
import { afterEach, describe, expect, it } from 'vitest';
import { createTestWorkspace, helloFiles, type TestWorkspace } from '../testing/go-project.ts';
import { createNodes, createNodesV2 } from './create-nodes.ts';

const workspaces: TestWorkspace[] = [];
afterEach(async () => {
  for (const workspace of workspaces.splice(0)) await workspace.remove();
});

/** What the plugin says of a workspace: projects by root. */
async function infer(files: Readonly<Record<string, string>>, options?: unknown) {
  const workspace = await createTestWorkspace(files);
  workspaces.push(workspace);
  const entries = await readdir(workspace.root, { recursive: true, withFileTypes: true });
  const matched = entries
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name).slice(workspace.root.length + 1))
    .filter((path) => /(^|\/)(go\.mod|go\.work|project\.json|package\.json|template\.json|Dockerfile)$/.test(path));
  const context: CreateNodesContext = { workspaceRoot: workspace.root, nxJsonConfiguration: {} };
  const results = await createNodes[1](matched, options as never, context);
  return Object.assign({}, ...results.map(([, { projects }]) => projects)) as Readonly<
    Record<
      string,
      {
        readonly name?: string;
        readonly targets: Record<string, TargetConfiguration>;
        readonly metadata: Record<string, unknown>;
      }
    >
  >;
}

describe('createNodes', () => {
  it('gives a Go program all docker targets', async () => {
    const { 'services/orders': project, ...others } = await infer(helloFiles);
    expect(others).toEqual({});
    expect(project?.name).toBe('orders');
    expect(Object.keys(project?.targets ?? {})).toEqual([
      'docker-build',
      'docker-push',
      'docker-load',
      'docker-run',
      'docker-inspect',
      'docker-save',
    ]);
    expect(project?.targets['docker-build']).toMatchObject({
      executor: '@slipway/image:docker-build',
      cache: true,
      outputs: ['{workspaceRoot}/dist/services/orders/oci', '{workspaceRoot}/dist/services/orders/image.json'],
      options: { image: 'acme/orders' },
    });
    expect(project?.targets['docker-run']).toMatchObject({ continuous: true, dependsOn: ['docker-build'] });
    for (const [name, target] of Object.entries(project?.targets ?? {})) {
      expect(target.metadata?.description, name).toMatch(/.{20}/);
      expect(target.cache ?? false, name).toBe(name === 'docker-build');
    }
  });

  it('watches everything that can change the image, also in the projects it imports', async () => {
    const { 'services/orders': project } = await infer(helloFiles);
    const inputs = project?.targets['docker-build']?.inputs ?? [];
    const files = inputs.flatMap((input) => (typeof input === 'object' && 'fileset' in input ? [input.fileset] : []));
    expect(files).toContain('{projectRoot}/**/*');
    const leftOut = files.filter((file) => file.startsWith('!')).join(' ');
    expect(leftOut).toContain('README.md');
    expect(leftOut).not.toMatch(/Dockerfile|\.dockerignore/);
    expect(inputs.some((input) => typeof input === 'object' && 'dependencies' in input)).toBe(true);
    expect(inputs).toContainEqual({ runtime: expect.stringMatching(/^go env GOVERSION /) as string });
    expect(inputs).toContainEqual({ env: 'SOURCE_DATE_EPOCH' });
    expect(inputs.every((input) => typeof input !== 'string' || !input.startsWith('^'))).toBe(true);
  });

  it('takes a Dockerfile without Go, and the workspace itself as a project', async () => {
    const projects = await infer({
      'project.json': '{"name":"all"}',
      Dockerfile: 'FROM scratch\n',
      'web/project.json': '{"name":"web"}',
      'web/Dockerfile': 'FROM scratch\n',
    });
    expect(Object.keys(projects).sort()).toEqual(['.', 'web']);
    expect(projects['.']?.targets['docker-build']?.outputs).toEqual([
      '{workspaceRoot}/dist/oci',
      '{workspaceRoot}/dist/image.json',
    ]);
    expect(projects['web']?.targets['docker-build']?.inputs).toContain('{projectRoot}/**/*');
  });

  it('says nothing of libraries, of folders nobody names, and of templates', async () => {
    const projects = await infer({
      'libs/money/go.mod': 'module example.com/money\n',
      'libs/money/money.go': 'package money\n',
      'stray/Dockerfile': 'FROM scratch\n',
      'templates/svc/template.json': '{}',
      'templates/svc/files/go.mod': 'module example.com/x\n',
      'templates/svc/files/main.go': 'package main\n',
    });
    expect(projects).toEqual({});
  });

  it('finds a service inside a shared module by its project.json', async () => {
    const projects = await infer({
      'go.mod': 'module example.com/acme\n',
      'services/orders/project.json': '{"name":"orders"}',
      'services/orders/cmd/orders/main.go': 'package main\n',
    });
    expect(projects['services/orders']?.targets['docker-build']?.inputs).toContain('{workspaceRoot}/go.mod');
  });

  it('takes names and defaults from the options of the plugin', async () => {
    const options = {
      buildTargetName: 'image',
      driver: './tools/depot.mjs',
      storeDriver: 'podman',
      registry: 'ghcr.io/acme',
      platforms: ['linux/arm64'],
      imagePrefix: 'shop/backend',
    };
    const { 'services/orders': project } = await infer(helloFiles, options);
    expect(project?.targets['image']).toMatchObject({
      options: { driver: './tools/depot.mjs', platforms: ['linux/arm64'], image: 'shop/backend/orders' },
    });
    expect(project?.targets['image']?.inputs).toContain('{workspaceRoot}/tools/depot.mjs');
    expect(project?.targets['docker-push']).toMatchObject({
      dependsOn: ['image'],
      options: { registry: 'ghcr.io/acme' },
    });
    expect(project?.targets['docker-load']).toMatchObject({ options: { driver: 'podman' } });
  });

  it('keeps bad options as problems of the project, and never throws', async () => {
    const options = {
      pushTargetName: 'docker-build',
      registy: 'x',
      platforms: ['linux'],
      imagePrefix: 'A b',
      driver: 7,
    };
    const { 'services/orders': project } = await infer(helloFiles, options);
    expect(project?.metadata['slipwayImage']).toEqual({
      problems: [
        'nx.json: options of @slipway/image: "registy" is not an option; did you mean "registry"?',
        'nx.json: options of @slipway/image: pushTargetName is "docker-build", which another target is called',
        'nx.json: options of @slipway/image: driver is 7, not a text',
        'nx.json: options of @slipway/image: imagePrefix is "A b", which cannot be the beginning of an image name',
        'nx.json: options of @slipway/image: platforms: "linux" is not a platform',
      ],
    });
  });

  it('is the same plugin for Nx 22', () => {
    expect(createNodesV2).toBe(createNodes);
  });
});
