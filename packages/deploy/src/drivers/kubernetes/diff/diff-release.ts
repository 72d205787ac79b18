import type { Difference, SlipwayError } from '@slipway/kit';
import type { KubeClient } from '../api/kube-client.ts';
import { toRefusalError } from '../api/refusal-error.ts';
import { resourcePath } from '../api/resource-path.ts';
import type { Orphan } from '../apply/applied.ts';
import type { ApplySettings } from '../apply/apply-settings.ts';
import type { ObjectPreview } from '../apply/preview-object.ts';
import { previewRelease } from '../apply/preview-release.ts';
import { toChange } from '../set/find-orphans.ts';
import { toReleased } from './describe-change.ts';
import { renderDifference } from './render-difference.ts';

/**
 * What a deploy would change, as a unified diff of what is there against what the server would make of the release.
 * Changes nothing. What the server would refuse is in `problems`.
 */
export async function diffRelease(settings: Omit<ApplySettings, 'dryRun' | 'onApplied'>): Promise<Difference> {
  const { objects, orphans } = await previewRelease(settings);
  const texts = [
    ...objects.map(diffPreview),
    ...orphans.filter(({ isSpared }) => !isSpared).map((orphan) => diffOrphan(settings.client, orphan)),
  ];
  const problems = objects.flatMap(({ problem }) => (problem === undefined ? [] : toSentences(problem)));
  return {
    changes: [
      ...objects.map(({ object, change }) => ({ ...toReleased(object), change })),
      ...orphans.map((orphan) => toChange(orphan, orphan.isSpared ? 'kept' : 'deleted')),
    ],
    text: (await Promise.all(texts)).join(''),
    problems: [...new Set(problems)],
  };
}

/** What is new is shown as it was rendered: the server's answer is full of defaults. */
async function diffPreview({ object, live, answer, problem }: ObjectPreview): Promise<string> {
  // What would be refused changes nothing, and the reason stands among the problems.
  if (problem !== undefined) return '';
  return renderDifference(toReleased(object), {
    before: live,
    after: live === undefined ? object : (answer ?? object),
  });
}

async function diffOrphan(client: KubeClient, { resource, name, namespace }: Orphan): Promise<string> {
  const answer = await client.send({ method: 'GET', path: resourcePath(resource, { namespace, name }) });
  if (answer.ok) return renderDifference(toReleased(answer.object), { before: answer.object, after: undefined });
  if (answer.status === 404) return '';
  throw toRefusalError(answer, { kind: resource.kind, name, namespace });
}

/** One for each field that is in the way, else one for the object. */
function toSentences({ summary, details }: SlipwayError): readonly string[] {
  return details.length === 0 ? [summary] : details.map((detail) => `${summary.replace(/\.$/, '')}: ${detail}`);
}
