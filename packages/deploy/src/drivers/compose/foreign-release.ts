import { SlipwayError } from '@slipway/kit';
import type { ComposeProject } from './compose-command.ts';
import type { Container } from './containers.ts';
import { releaseLabel } from './plan-overlay.ts';

/** Whether the containers of a project are somebody else's: none carries the label of the release. */
export function isForeign({ name }: ComposeProject, containers: readonly Container[]): boolean {
  return containers.length > 0 && containers.every(({ labels }) => labels[releaseLabel] !== name);
}

/** One sentence about it. */
export function foreignSummary({ name }: ComposeProject): string {
  return `The compose project "${name}" runs already, and was not released by Slipway.`;
}

/** The error for it. */
export function foreign(project: ComposeProject, hint: string): SlipwayError {
  return new SlipwayError({
    code: 'RELEASE_FOREIGN',
    summary: foreignSummary(project),
    state: 'Nothing was changed; what ran before still runs.',
    hint,
  });
}
