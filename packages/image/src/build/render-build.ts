import { formatDuration } from '@slipway/kit';
import { formatSize } from '../output/format-size.ts';
import type { BuildOutcome } from './build-image.ts';

/** The line that docker-build ends with. `duration` is in milliseconds. */
export function renderBuild({ record, published, engine }: BuildOutcome, duration: number): string {
  const { name, digest, platforms, size, layout } = record;
  const facts = [
    platforms.join(', '),
    formatSize(size),
    formatDuration(duration),
    `driver ${record.driver} (${engine})`,
  ];
  const where = published === 'unchanged' ? `${layout} (unchanged)` : layout;
  return `${name}@${digest}\n  ${facts.join(' · ')} → ${where}`;
}
