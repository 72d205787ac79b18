import { expect, it } from 'vitest';
import { parseIgnoreFile } from '../project/ignore-file.ts';
import { createFolderFilter } from './ignored-folders.ts';
import { parseGoMod, parseGoWork } from './parse-go-mod.ts';
import { readGoHeader } from './read-go-header.ts';

const factor = 16;
const size = 4000;

/** CPU time of a call, the least of several: what else the machine does is not in it. */
function cost(call: () => void): number {
  const runs = Array.from({ length: 3 }, () => {
    const before = process.cpuUsage();
    call();
    const { user, system } = process.cpuUsage(before);
    return user + system;
  });
  return Math.min(...runs);
}

const readers = {
  readGoHeader,
  parseGoMod,
  parseGoWork,
  parseIgnoreFile: (text: string) => parseIgnoreFile(`${text}x`),
  createFolderFilter: (text: string) => createFolderFilter('.', { ignore: [`${text}x`] }),
};
const pieces = [
  '(',
  ')',
  '"',
  '`',
  '\\',
  '"\\',
  '"a" ',
  '/',
  '/*',
  '//',
  'a',
  ' ',
  '\r',
  '\n',
  'a.b/x => ../x ',
  'use (\n',
  'ä',
];
const starts = ['', 'package a\nimport (', 'package a\nimport "', 'module "', 'replace (\n'];

// A long text against as many characters in short ones: equal work where it is linear.
it.each(Object.entries(readers))('%s does work in proportion to the text, whatever is in it', (_, read) => {
  for (const start of starts) {
    for (const piece of pieces) {
      const small = start + piece.repeat(size / piece.length);
      const large = start + piece.repeat((size * factor) / piece.length);
      const inParts = cost(() => {
        for (let part = 0; part < factor; part++) read(small);
      });
      const atOnce = cost(() => read(large));
      // Quadratic work would be 16 times as much; collecting garbage makes some of a few.
      expect(atOnce, JSON.stringify(start + piece)).toBeLessThan(inParts * 6 + 10_000);
    }
  }
});
