import { findFaults, type ScenarioResult } from './deploy-scenario.ts';

/** One table of what was expected and what happened, and the two numbers that must be 0. */
export function renderScenarioTable(results: readonly ScenarioResult[]): string {
  const rows = results.map((result) => {
    const { scenario, exitCode, code, seconds, firstLine } = result;
    const { expected } = scenario;
    const faults = findFaults(result);
    return [
      scenario.name,
      scenario.against,
      describeEnd(expected.exit, expected.code ?? ''),
      describeEnd(exitCode, code),
      `${seconds.toFixed(1)} s`,
      faults.length === 0 ? expected.state : 'NOT AS EXPECTED',
      firstLine,
    ].map((cell) => (cell.length > 96 ? `${cell.slice(0, 95)}…` : cell));
  });
  const header = ['scenario', 'against', 'expected', 'happened', 'time', 'state of things', 'first line'];
  const widths = header.map((name, column) => Math.max(name.length, ...rows.map((row) => row[column]?.length ?? 0)));
  const line = (cells: readonly string[]): string =>
    cells
      .map((cell, column) => cell.padEnd(widths[column] ?? 0))
      .join('  ')
      .trimEnd();
  const isFailure = ({ scenario }: ScenarioResult): boolean => scenario.expected.exit !== 0;
  const falseSuccesses = results.filter((result) => isFailure(result) && result.exitCode === 0).length;
  const falseFailures = results.filter((result) => !isFailure(result) && result.exitCode !== 0).length;
  const odd = results.filter((result) => findFaults(result).length > 0).length;
  return [
    line(header),
    line(widths.map((width) => '-'.repeat(width))),
    ...rows.map(line),
    '',
    `${results.length} scenarios: ${falseSuccesses} false successes, ${falseFailures} false failures, ${odd} not as expected`,
    '',
  ].join('\n');
}

function describeEnd(exitCode: number, code: string): string {
  if (code !== '') return `${exitCode} ${code}`;
  if (exitCode === 130) return '130 cancelled';
  return exitCode === 0 ? '0 success' : `${exitCode} without a code`;
}
