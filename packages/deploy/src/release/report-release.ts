import { formatDuration, type DeliveredImage, type DeploySession, type Release } from '@slipway/kit';
import type { ReleaseRun } from './release-run.ts';
import { listChanges, summarizeChanges } from './summarize-changes.ts';

/** A release that was made, or would be. */
export interface MadeRelease {
  /** `released to`, or `rolled back in`. */
  readonly verb: string;
  readonly release: Release;
  readonly images: readonly DeliveredImage[];
  readonly place: DeploySession['place'];
  readonly dryRun: boolean;
  /** Milliseconds of the whole run. */
  readonly took: number;
}

/** Says what was released, as text or as one JSON object. */
export function reportRelease(run: ReleaseRun, made: MadeRelease, { json }: { readonly json?: boolean }): void {
  for (const warning of made.release.warnings) run.logger.warn(warning);
  if (json === true) run.print(JSON.stringify(toReleaseJson(run, made)));
  else for (const line of renderRelease(run, made)) run.logger.info(line);
}

function renderRelease({ project, environment, verbose }: ReleaseRun, made: MadeRelease): readonly string[] {
  const { verb, release, images, dryRun, took } = made;
  const { revision, changes, access } = release;
  const what = `${project.name} ${dryRun ? 'would be ' : ''}${verb} ${environment.name}`;
  const kept = changes.filter(({ change }) => change === 'kept');
  return [
    [
      `${what}${revision === 0 ? '' : ` as revision ${revision}`}`,
      summarizeChanges(changes),
      formatDuration(took),
    ].join(' · '),
    ...images.map(({ reference }) => `  ${reference}`),
    ...(verbose ? listChanges(changes) : listChanges(kept)),
    ...(kept.length === 0 ? [] : ['  What is kept is no longer part of the release; --prune-data deletes it.']),
    ...access.map((line) => `  ${line}`),
    ...(dryRun ? ['Dry run: nothing was changed.'] : []),
  ];
}

function toReleaseJson({ project, environment }: ReleaseRun, made: MadeRelease): Readonly<Record<string, unknown>> {
  const { release, images, place, dryRun, took } = made;
  return {
    schema: 1,
    project: project.name,
    environment: environment.name,
    release: environment.release,
    ...release,
    images,
    place,
    dryRun,
    milliseconds: Math.round(took),
  };
}
