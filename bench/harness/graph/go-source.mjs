const standard = ['context', 'errors', 'fmt', 'io', 'net/http', 'os', 'sort', 'strings', 'sync', 'time'];

const licence = [
  'Copyright The Acme Authors.',
  'Licensed under the Apache License, Version 2.0; see the file LICENSE at the root of the repository.',
];

/** A Go file of about 115 lines: a licence, imports in a block, and functions a parser has to go through. */
export function renderGoFile({ packageName, name, imports }, random) {
  const own = standard.filter(() => random.integer(3) === 0);
  const lines = [...licence.map((line) => `// ${line}`), '', `package ${packageName}`, ''];
  const block = [...own.map((path) => `\t_ "${path}"`), ...(own.length > 0 && imports.length > 0 ? [''] : [])];
  const all = [...block, ...[...imports].sort().map((path) => `\t_ "${path}"`)];
  if (all.length > 0) lines.push('import (', ...all, ')', '');
  const count = 4 + random.integer(4);
  const label = name.replace(/\.go$/, '').replaceAll(/[^a-z]/g, '');
  for (let index = 0; index < count; index++) lines.push(...renderFunction(`${label}${index}`, random), '');
  if (packageName === 'main') lines.push('func main() {}', '');
  return lines.join('\n');
}

function renderFunction(label, random) {
  const limit = 1 + random.integer(1000);
  return [
    `// ${label} adds the values that are not above ${limit}, and says how many there were.`,
    `func ${label}(values []int) (total, count int) {`,
    '\tfor index, value := range values {',
    `\t\tif value > ${limit} {`,
    `\t\t\tcontinue // "${label}" leaves out what is too large, at ${limit}.`,
    '\t\t}',
    '\t\tswitch index % 3 {',
    '\t\tcase 0:',
    '\t\t\ttotal += value',
    '\t\tdefault:',
    `\t\t\ttotal -= value / ${1 + random.integer(9)}`,
    '\t\t}',
    '\t\tcount++',
    '\t}',
    '\treturn total, count',
    '}',
  ];
}
