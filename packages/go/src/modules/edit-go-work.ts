import { posix } from 'node:path';
import { findUseLines, parseGoWork, quoteWord } from '@slipway/kit';
import { compareGoVersions } from './go-version.ts';

/** What a go.work must say afterwards. */
export interface GoWorkEdit {
  /** Folders of modules, relative to the go.work. */
  readonly use: readonly string[];
  /** Folders that it must not use any more. Default: none. */
  readonly drop?: readonly string[];
  /** At least this language version: Go refuses a go.work below the modules it uses. */
  readonly go: string;
}

/**
 * Adds modules to the text of a go.work and takes modules out, or makes one. Everything else stays as it is: comments,
 * order, line ends. Returns the text itself when nothing is missing.
 */
export function editGoWork(text: string | undefined, { use, drop = [], go }: GoWorkEdit): string {
  if (text === undefined) return renderGoWork([...new Set(use.map(toUsePath))].sort(), go);
  const known = new Set(findUseLines(text).map(({ folder }) => toUsePath(folder)));
  const missing = [...new Set(use.map(toUsePath))].filter((path) => !known.has(path));
  const raised = raiseGo(dropUses(text, new Set(drop.map(toUsePath))), parseGoWork(text).go, go);
  return addUses(raised, missing);
}

/** `services/orders` and `./services/orders/` → `./services/orders` */
function toUsePath(folder: string): string {
  const normal = posix.normalize(folder).replace(/\/$/, '');
  return normal === '.' || normal.startsWith('../') || posix.isAbsolute(normal) ? normal : `./${normal}`;
}

function renderGoWork(use: readonly string[], go: string): string {
  return `go ${go}\n\nuse (\n${use.map((path) => `\t${quoteWord(path)}\n`).join('')})\n`;
}

function dropUses(text: string, dropped: ReadonlySet<string>): string {
  const lines = new Set(
    findUseLines(text).flatMap(({ folder, line }) => (dropped.has(toUsePath(folder)) ? [line] : [])),
  );
  if (lines.size === 0) return text;
  return text
    .split('\n')
    .filter((_, index) => !lines.has(index + 1))
    .join('\n');
}

function raiseGo(text: string, current: string | undefined, wanted: string): string {
  if (current === undefined) return `go ${wanted}${endOfLine(text)}${endOfLine(text)}${text}`;
  if (compareGoVersions(current, wanted) >= 0) return text;
  return text.replace(/^([ \t]*go[ \t]+)\S+/m, `$1${wanted}`);
}

function addUses(text: string, missing: readonly string[]): string {
  if (missing.length === 0) return text;
  const end = endOfLine(text);
  const lines = text.split(/\r?\n/);
  const block = lines.findIndex((line) => /^\s*use\s*\(\s*(?:\/\/.*)?$/.test(line));
  if (block !== -1) {
    const close = lines.findIndex((line, index) => index > block && /^\s*\)/.test(line));
    return lines
      .toSpliced(close === -1 ? lines.length : close, 0, ...missing.map((path) => `\t${quoteWord(path)}`))
      .join(end);
  }
  const last = lines.findLastIndex((line) => /^\s*use\s/.test(line));
  const added = missing.map((path) => `use ${quoteWord(path)}`);
  if (last !== -1) return lines.toSpliced(last + 1, 0, ...added).join(end);
  return `${text.replace(/\s*$/, '')}${end}${end}${added.join(end)}${end}`;
}

function endOfLine(text: string): string {
  return text.includes('\r\n') ? '\r\n' : '\n';
}
