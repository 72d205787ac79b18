#!/usr/bin/env node
// `npm run bench -- <name>…` measures and writes bench/results/<name>.json; `npm run bench -- render` only writes
// bench/README.md anew from what was measured before. Each `bench/<name>.mjs` exports `run(settings)`.
import { readdir } from 'node:fs/promises';
import { dirname } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { describeMachine } from './harness/machine.mjs';
import { writeReadme } from './harness/readme.mjs';
import { writeResult } from './harness/results.mjs';

const here = dirname(fileURLToPath(import.meta.url));

async function main(args) {
  const { values, positionals } = parseArgs({
    args,
    allowPositionals: true,
    options: { rounds: { type: 'string' }, help: { type: 'boolean' } },
  });
  const known = await benchmarks();
  const unknown = positionals.filter((name) => name !== 'render' && !known.includes(name));
  const rounds = values.rounds === undefined ? undefined : Number(values.rounds);
  const isBad = unknown.length > 0 || positionals.length === 0 || (rounds !== undefined && !(rounds >= 1));
  if (isBad || values.help === true) {
    console.error(`Usage: npm run bench -- <name>… [--rounds N]\n\n  ${[...known, 'render'].join('\n  ')}`);
    return values.help === true ? 0 : 2;
  }
  for (const name of positionals.filter((one) => one !== 'render')) {
    const { run } = await import(`./${name}.mjs`);
    const before = describeMachine();
    const measured = await run({ rounds });
    const { load } = describeMachine();
    const { versions, ...machine } = before;
    const result = { name, ...measured, versions: { ...versions, ...measured.versions }, machine };
    await writeResult({ ...result, machine: { ...machine, load: { before: machine.load, after: load } } });
  }
  await writeReadme();
  return 0;
}

async function benchmarks() {
  const files = await readdir(here);
  return files
    .filter((file) => file.endsWith('.mjs') && file !== 'run.mjs')
    .map((file) => file.slice(0, -'.mjs'.length))
    .sort();
}

process.exitCode = await main(process.argv.slice(2));
