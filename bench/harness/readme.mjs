import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { format, resolveConfig } from 'prettier';
import { root } from '../../tools/tasks/setup/workspace.mjs';
import { renderResult } from './render.mjs';
import { readResults } from './results.mjs';

const file = join(root, 'bench/README.md');
const begin = '<!-- results: npm run bench -- render -->';

/** The text of bench/README.md as the results want it: what people wrote above the mark, our tables below. */
export async function renderReadme() {
  const text = await readFile(file, 'utf8');
  const end = text.indexOf(begin);
  if (end === -1) throw new Error(`bench/README.md has lost its line ${begin}`);
  const sections = (await readResults()).map(renderResult);
  const all = [text.slice(0, end) + begin, ...sections].join('\n\n');
  return await format(`${all}\n`, { ...(await resolveConfig(file)), parser: 'markdown' });
}

/** Brings bench/README.md in line with bench/results. */
export async function writeReadme() {
  await writeFile(file, await renderReadme());
}
