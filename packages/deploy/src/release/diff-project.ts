import { SlipwayError } from '@slipway/kit';
import { chooseImage } from './choose-image.ts';
import { pinRelease, releaseRequest } from './pin-release.ts';
import type { DiffOptions } from './release-options.ts';
import type { ReleaseRun } from './release-run.ts';
import { withRendered } from './render-documents.ts';
import { summarizeChanges } from './summarize-changes.ts';
import { requireAction, timed, withDriver } from './with-driver.ts';

/**
 * Shows what a deploy would change. The image is not delivered: its digest says what it will be called.
 * Throws DIFFERENCE_FOUND with `failOnChange` where a deploy would change something or fail.
 */
export async function diffProject(run: ReleaseRun, options: DiffOptions): Promise<void> {
  const { project, environment, logger } = run;
  const source = await chooseImage(run, options.image);
  const difference = await withDriver(run, false, (prepared) =>
    withRendered(run, prepared, source, async (session, rendered) => {
      const diff = requireAction(session, 'diff', run);
      const pinned = await pinRelease(run, prepared, { source, rendered, deliver: false });
      const found = await timed(run, 'compare', () => diff(releaseRequest(run, pinned, options)));
      return { ...found, images: pinned.images };
    }),
  );
  const { changes, text, problems, images } = difference;
  const differs = changes.some(({ change }) => change !== 'unchanged' && change !== 'kept');
  const summary = summarizeChanges(changes);
  const verdict = differs
    ? `A deploy of "${project.name}" to ${environment.name} would change something: ${summary}.`
    : `"${project.name}" in ${environment.name} is what a deploy would make of it: ${summary}.`;
  if (options.json === true) {
    const named = { project: project.name, environment: environment.name };
    run.print(JSON.stringify({ schema: 1, ...named, differs, changes, problems, images, text }));
  } else {
    if (text !== '') logger.info(text.trimEnd());
    logger.info(verdict);
    for (const problem of problems) logger.warn(`A deploy would fail: ${problem}`);
  }
  if (options.failOnChange !== true || (!differs && problems.length === 0)) return;
  throw new SlipwayError({
    code: 'DIFFERENCE_FOUND',
    summary: differs ? verdict.replace(/\.$/, '') : `A deploy of "${project.name}" to ${environment.name} would fail`,
    details: problems,
    state: 'Nothing was changed.',
    hint: `To release it: nx run ${project.name}:deploy:${environment.name}`,
  });
}
