import type { Finding } from '../finding.ts';
import type { ConversionPlan } from '../plan/plan-conversion.ts';

/** The report of a conversion: what was done, then every place that somebody has to look at. */
export function renderReport(plan: ConversionPlan, peers: readonly string[], changed: readonly string[]): string {
  const kept = plan.findings.filter(({ kind }) => kind === 'kept');
  const different = plan.findings.filter(({ kind }) => kind === 'changed');
  const files = changed.length === 0 ? 'Nothing to change' : `${count(changed.length, 'file')} changed`;
  return [
    `${peers.join(' and ')} → @slipway/go: ${files}, ${count(kept.length, 'place')} kept, ${different.length} to look at.`,
    ...section('Kept, because Slipway has no counterpart:', kept),
    ...section('Converted, and a little different:', different),
    ...plan.removed.map((name) => `\n${name} is out of package.json.`),
  ].join('\n');
}

function section(title: string, findings: readonly Finding[]): readonly string[] {
  if (findings.length === 0) return [];
  const sorted = [...findings].sort((a, b) => (a.file === b.file ? 0 : a.file < b.file ? -1 : 1));
  return [
    `\n${title}`,
    ...sorted.map(
      ({ file, key, says, todo }) => `  ${file}${key === '' ? '' : `: ${key}`}\n    ${says}\n    → ${todo}`,
    ),
  ];
}

function count(number: number, noun: string): string {
  return `${number} ${noun}${number === 1 ? '' : 's'}`;
}
