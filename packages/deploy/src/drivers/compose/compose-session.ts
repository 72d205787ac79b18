import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import {
  SlipwayError,
  type DeploySession,
  type DriverContext,
  type Difference,
  type Document,
  type Rendered,
  type Release,
  type ReleaseRequest,
  type ReleaseStatus,
  type RenderRequest,
} from '@slipway/kit';
import { bringImages } from './bring-images.ts';
import { compareContainers, planChanges, readHashes, renderDifference } from './compare.ts';
import { runCompose, type ComposeProject } from './compose-command.ts';
import { findComposeFiles } from './compose-files.ts';
import { readContainers, type Container } from './containers.ts';
import { createDeadline } from './deadline.ts';
import { foreign, foreignSummary, isForeign } from './foreign-release.ts';
import { jobsAmong, judgeContainer } from './judge-container.ts';
import { planOverlay } from './plan-overlay.ts';
import { readOverlay, type PinnedOverlay } from './read-overlay.ts';
import { readServices } from './read-services.ts';
import { explainUp, withState } from './rollout-error.ts';
import { undeploy } from './undeploy.ts';
import { watchContainers } from './watch-containers.ts';

const untouched = 'Nothing was changed; what ran before still runs.';
const adoptHint = 'Take it over with --adopt: services that the release does not have are removed.';
const half = 'What compose did until then stays: services that it had changed no longer run as before.';

/** Releases of one compose project in one engine. Nothing is held open: every step asks the engine anew. */
export function createComposeSession(project: ComposeProject, context: DriverContext): DeploySession {
  return {
    place: [
      { label: 'docker', value: `${project.place.name} (${project.place.host})` },
      { label: 'project', value: project.name },
    ],
    render: (request) => render(project, request, context),
    diff: (request) => diff(project, request, context),
    deploy: (request) => deploy(project, request, context),
    status: () => status(project, context),
    undeploy: (request) => undeploy(project, request, context),
    close: () => Promise.resolve(),
  };
}

async function render(project: ComposeProject, request: RenderRequest, context: DriverContext): Promise<Rendered> {
  const { projectRoot, name } = project;
  const { overlay, images } = request;
  const files = await findComposeFiles({ projectRoot, workspaceRoot: context.workspaceRoot, overlay });
  const services = await readServices(project, files, context);
  return {
    documents: [planOverlay({ project: name, projectRoot, files, services, images })],
    tool: `docker compose, over ${files.join(' and ')}`,
  };
}

async function diff(project: ComposeProject, request: ReleaseRequest, context: DriverContext): Promise<Difference> {
  const { files } = await prepare(project, request, context);
  const [services, hashes, containers] = await Promise.all([
    readServices(project, files, context),
    readHashes(project, files, context),
    readContainers(project, context),
  ]);
  return {
    changes: planChanges(hashes, containers),
    text: await renderDifference(services, hashes, containers),
    problems: isForeign(project, containers) ? [foreignSummary(project)] : [],
  };
}

async function deploy(project: ComposeProject, request: ReleaseRequest, context: DriverContext): Promise<Release> {
  const { timeout, settle, adopt, images, rollbackOnFailure } = request;
  if (rollbackOnFailure) throw cannotRollBack();
  const { files, overlay } = await prepare(project, request, context);
  const [hashes, before] = await Promise.all([readHashes(project, files, context), readContainers(project, context)]);
  if (!adopt && isForeign(project, before)) throw foreign(project, adoptHint);
  const planned = planChanges(hashes, before);
  await bringImages(project, images, context).catch((error: unknown) => {
    throw withState(error, untouched);
  });

  const deadline = createDeadline(timeout, `The release "${project.name}" was not ready after ${timeout} s.`);
  try {
    const args = ['up', '--detach', '--no-build', '--remove-orphans', '--quiet-pull'];
    const up = { args, effect: 'change', signal: deadline.signal, title: 'docker compose up' } as const;
    await runCompose(project, files, up, context).catch(async (error: unknown) => {
      throw await explainUp(project, error, half, context);
    });
    if (context.dryRun) return { revision: 0, changes: planned, access: [], warnings: [] };
    const services = overlay.services.map(({ name }) => name);
    // What ran well before, and is the same, has settled long ago.
    const isSame =
      planned.every(({ change }) => change === 'unchanged') && before.every((container) => isReady(container, before));
    const watched = { project, services, settle: isSame ? 0 : settle, deadline: deadline.signal, state: half };
    const ready = await watchContainers(watched, context);
    const changes = compareContainers(before, await readContainers(project, context));
    return { revision: 0, changes, access: accessOf(ready), warnings: [] };
  } finally {
    deadline.dispose();
  }
}

function isReady(container: Container, all: readonly Container[]): boolean {
  return judgeContainer(container, jobsAmong(all).has(container.service)).state === 'ready';
}

async function status(project: ComposeProject, context: DriverContext): Promise<ReleaseStatus> {
  const containers = await readContainers(project, context);
  const jobs = jobsAmong(containers);
  return {
    history: [],
    objects: containers.map((container) => {
      const { state, message } = judgeContainer(container, jobs.has(container.service));
      return { kind: 'container', name: container.name, state, message };
    }),
    access: accessOf(containers),
  };
}

/** Writes the overlay beside nothing of the user's, and names all files for compose. */
async function prepare(
  { projectRoot }: ComposeProject,
  { documents, images }: ReleaseRequest,
  { workDir }: DriverContext,
): Promise<{ readonly files: readonly string[]; readonly overlay: PinnedOverlay }> {
  const overlay = readOverlay(documents, images);
  const file = join(workDir, 'release.json');
  const [document = {}] = documents;
  await writeFile(file, JSON.stringify(neverPulled(document)), { mode: 0o600 });
  return { files: [...overlay.files.map((name) => join(projectRoot, name)), file], overlay };
}

/** The images are brought beforehand: what is missing then must not be looked for under its name elsewhere. */
function neverPulled(document: Document): Document {
  const services = Object.entries(document['services'] as Readonly<Record<string, Document>>);
  return {
    ...document,
    services: Object.fromEntries(services.map(([name, service]) => [name, { ...service, pull_policy: 'never' }])),
  };
}

function accessOf(containers: readonly Container[]): readonly string[] {
  return containers.flatMap(({ service, ports }) => ports.map((port) => `${service}: ${port}`));
}

function cannotRollBack(): SlipwayError {
  return new SlipwayError({
    code: 'DRIVER_CANNOT',
    summary: 'The deploy driver "compose" cannot go back to the release before: compose keeps no history.',
    state: untouched,
    hint: 'Leave out rollbackOnFailure. To go back, check out the older commit and deploy it.',
  });
}
