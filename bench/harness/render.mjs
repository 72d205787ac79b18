/** One result as a section of Markdown. */
export function renderResult({ name, title, what, rounds, rows, figures, tables = [], versions, machine }) {
  const used = Object.entries(versions).map(([tool, version]) => `${tool} ${version}`);
  const { cores, platform, load } = machine;
  const hasMemory = rows.some(({ memory }) => memory !== undefined);
  return [
    `## ${title}`,
    `${what}\nSource: [${name}.mjs](${name}.mjs), [results/${name}.json](results/${name}.json).`,
    table(
      ['run', 'wall, median', 'min – max', 'CPU, median', 'min – max', ...(hasMemory ? ['memory, median'] : [])],
      rows.map(({ what, wall, cpu, memory }) => {
        const held = memory === undefined ? '' : `${memory.median} MiB`;
        return [what, ...spread(wall), ...spread(cpu), ...(hasMemory ? [held] : [])];
      }),
    ),
    table(['figure', 'measured', 'bar', ''], figures.map(figureRow)),
    ...tables.map(({ head, rows }) => table(head, rows)),
    `${rounds} rounds on ${cores} cores, ${platform}, load ${load.before} before and ${load.after} after; ${used.join(', ')}.`,
  ].join('\n\n');
}

function spread({ median, min, max }) {
  return [`${median} ms`, `${min} – ${max}`];
}

function figureRow({ what, value, unit, bar }) {
  const isMet = bar === undefined || value <= bar;
  return [what, amount(value, unit), bar === undefined ? '' : `≤ ${amount(bar, unit)}`, isMet ? '' : 'missed'];
}

function amount(value, unit) {
  return unit === 'ratio' ? `${value}×` : `${value} ${unit}`;
}

function table(head, rows) {
  const line = (cells) => `| ${cells.join(' | ')} |`;
  return [line(head), line(head.map(() => '---')), ...rows.map(line)].join('\n');
}
