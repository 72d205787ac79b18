import { parseDirectives } from './go-mod-lines.ts';
import { textOfWord } from './text-of-word.ts';

/** One module that a go.work uses. */
export interface UseLine {
  /** As written, without quotes: `./services/orders/`. */
  readonly folder: string;
  /** From 1. Nothing else stands in that line but a comment. */
  readonly line: number;
}

/** Finds the lines of a go.work that use modules, in blocks and alone, in their order. */
export function findUseLines(goWork: string): readonly UseLine[] {
  return parseDirectives(goWork).directives.flatMap(({ verb, words: [word], line }) =>
    verb === 'use' && word !== undefined ? [{ folder: textOfWord(word), line }] : [],
  );
}
