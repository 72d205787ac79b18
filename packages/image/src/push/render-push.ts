import { formatDuration } from '@slipway/kit';
import type { BlobCount, PushResult, TagChange } from '@slipway/oci';
import { formatSize } from '../output/format-size.ts';

/** The lines that docker-push ends with. The first is the pinned reference. `duration` is in milliseconds. */
export function renderPush(result: PushResult, duration: number): readonly string[] {
  const { pinned, alreadyThere, uploaded, mounted, reused, tags, requests, dryRun } = result;
  const sent = alreadyThere
    ? ['already there']
    : [
        ...[counted(uploaded, dryRun ? 'would be sent' : 'sent')].filter((text) => text !== ''),
        ...[counted(mounted, 'mounted'), counted(reused, 'there already')].filter((text) => text !== ''),
      ];
  return [
    `${dryRun ? 'Would push ' : ''}${pinned}`,
    `  ${[...sent, `${requests} request${requests === 1 ? '' : 's'}`, formatDuration(duration)].join(' · ')}`,
    ...tags.map((tag) => `  ${renderTag(tag, dryRun)}`),
  ];
}

/** What docker-push prints with --json: one object, stable keys. */
export function toPushJson(result: PushResult): Readonly<Record<string, unknown>> {
  const { pinned, digest, alreadyThere, uploaded, mounted, reused, tags, dryRun } = result;
  return { schema: 1, pinned, digest, alreadyThere, uploaded, mounted, reused, tags, dryRun };
}

function counted({ blobs, bytes }: BlobCount, what: string): string {
  return blobs === 0 ? '' : `${blobs} blob${blobs === 1 ? '' : 's'} (${formatSize(bytes)}) ${what}`;
}

function renderTag({ tag, change, previous }: TagChange, dryRun: boolean): string {
  if (change === 'keep') return `tag ${tag}: points at it already`;
  const would = dryRun ? 'would be ' : '';
  return change === 'create'
    ? `tag ${tag}: ${would}created`
    : `tag ${tag}: ${would}moved from ${previous ?? 'another image'}`;
}
