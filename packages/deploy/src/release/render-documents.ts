import type { DeploySession, Rendered } from '@slipway/kit';
import { renderManifests } from '../render/render-manifests.ts';
import { imageNames, type ImageSource } from './choose-image.ts';
import type { ReleaseRun } from './release-run.ts';
import { timed, withSession, type PreparedDriver } from './with-driver.ts';

/** Whether manifests are made from the project's files alone, so that no place has to be found for it. */
export function rendersAlone({ environment }: ReleaseRun): boolean {
  return environment.driver === 'kubernetes';
}

/** Opens the place and renders, at once where neither needs the other, and asks meanwhile what the driver can do. */
export async function withRendered<Result>(
  run: ReleaseRun,
  prepared: PreparedDriver,
  source: ImageSource,
  action: (session: DeploySession, rendered: Rendered) => Promise<Result>,
): Promise<Result> {
  const images = imageNames(source);
  const early = rendersAlone(run) ? renderDocuments(run, prepared, images) : undefined;
  // Where opening fails, that is the error to report: the place is judged before what would go there.
  const settled = Promise.allSettled([early, source.kind === 'built' ? prepared.abilities() : undefined]);
  try {
    return await withSession(run, prepared, async (session) =>
      action(session, await (early ?? renderDocuments(run, prepared, images, session))),
    );
  } finally {
    await settled;
  }
}

/** Renders as the session does it; where it leaves that to us, from the kustomization, chart or YAML of the project. */
export async function renderDocuments(
  run: ReleaseRun,
  { context, target }: PreparedDriver,
  images: readonly string[],
  session?: DeploySession,
): Promise<Rendered> {
  const { overlay, values } = run.environment;
  const { projectRoot, release, namespace } = target;
  return timed(
    run,
    ({ tool }) => `render (${tool})`,
    () =>
      session?.render?.({ overlay, values, images }) ??
      renderManifests(
        { projectRoot, overlay, values, release, ...(namespace === undefined ? {} : { namespace }) },
        context,
      ),
  );
}
