import type { Finding } from './finding.ts';

const marks = { usable: '✔', missing: '·', unusable: '✖' } as const;

/** A table, with what mends a thing in the line below it, and a last line that sums up. */
export function renderFindings(findings: readonly Finding[]): string {
  const width = Math.max(...findings.map(({ name }) => name.length));
  const lines = findings.flatMap(({ name, purpose, isNeeded, state, detail, hint }) => {
    const mark = isNeeded && state !== 'usable' ? '✖' : marks[state];
    const line = `${mark} ${name.padEnd(width)}  ${detail}${state === 'usable' ? '' : ` (for: ${purpose})`}`;
    return hint === undefined ? [line] : [line, `  ${' '.repeat(width)}  → ${hint}`];
  });
  const needed = findings.filter(({ isNeeded, state }) => isNeeded && state !== 'usable').map(({ name }) => name);
  const verdict =
    needed.length === 0
      ? 'All that a first service and its image need is here.'
      : `Needed for a first service, and not usable here: ${needed.join(', ')}.`;
  return [...lines, '', verdict].join('\n');
}
