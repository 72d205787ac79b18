import { mkdir, mkdtemp, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import {
  contentTag,
  parsePlatform,
  parseReference,
  readDriverOptions,
  withDriverContext,
  type BuildDriver,
  type BuildRequest,
  type LoadRequest,
  type StoreDriver,
} from '@slipway/kit';
import type { ContextProvider } from '@slipway/kit/testing';
import { layoutToArchive, verifyLayout } from '@slipway/oci';
import { buildImage } from '../build/build-image.ts';
import { collectLogger } from './collect-logger.ts';
import { orders, type TestWorkspace } from './go-project.ts';

/** Contexts of the real kind for a driver under test. */
export function contextsFor<Options>(
  driver: BuildDriver<Options> | StoreDriver<Options>,
  workspace: TestWorkspace,
  options: unknown = {},
): ContextProvider<Options> {
  return async ({ withoutTools, ...settings }, action) => {
    const { problems = [] } = driver;
    const missing = Object.fromEntries(['go', 'docker', 'podman', 'sh', 'node'].map((tool) => [tool, 'absent']));
    return withDriverContext(
      {
        workspaceRoot: workspace.root,
        project: orders,
        options: await readDriverOptions<Options>(driver, options),
        problems,
        logger: collectLogger().logger,
        ...settings,
        ...(withoutTools === true ? { executables: missing } : {}),
      },
      action,
    );
  };
}

/** A request for the program of the test workspace, with folders of its own. */
export async function requestFor(workspace: TestWorkspace, changes: Partial<BuildRequest> = {}): Promise<BuildRequest> {
  const projectRoot = join(workspace.root, orders.root);
  return {
    name: 'acme/orders',
    platforms: [parsePlatform('linux/amd64')],
    projectRoot,
    contextDir: projectRoot,
    moduleDir: '.',
    dockerfile: join(projectRoot, 'Dockerfile'),
    mainPackage: './cmd/orders',
    binary: 'orders',
    version: 'dev',
    revision: '',
    config: { ports: [8080], labels: {}, env: {} },
    sourceDateEpoch: 0,
    layout: await mkdtemp(join(workspace.root, 'layout-')),
    cacheDir: await mkdtemp(join(workspace.root, 'cache-')),
    ...changes,
  };
}

/** The image of the test workspace as an archive. `version` makes it another image than any other test's. */
export async function archiveOf(workspace: TestWorkspace, version: string): Promise<LoadRequest> {
  const { record } = await buildImage({
    workspaceRoot: workspace.root,
    project: orders,
    options: { appVersion: version },
    logger: collectLogger().logger,
  });
  const directory = join(workspace.root, record.layout);
  const { images } = await verifyLayout(directory);
  const name = parseReference('slipway.test/acme/orders');
  const reference = contentTag(name, record.digest);
  const archive = join(workspace.root, 'image.tar');
  const platform = images[0]?.platform ?? parsePlatform('linux/amd64');
  await layoutToArchive(directory, archive, { reference: parseReference(reference), platform });
  return { archive, digest: record.digest, reference, tags: [{ ...name, tag: 'test' }], platform };
}

/** A file that no engine takes for an image. */
export async function brokenArchive(workspace: TestWorkspace, request: LoadRequest): Promise<LoadRequest> {
  await mkdir(join(workspace.root, 'broken'), { recursive: true });
  const archive = join(workspace.root, 'broken', 'image.tar');
  await writeFile(archive, 'this is no archive');
  return { ...request, archive };
}
