import { createScanner, type Node } from 'jsonc-parser';
import { renderJson, type JsonLayout } from './render-json.ts';

/** What is put into an object, with its key, or into a list. */
export interface NewChild {
  readonly key?: string;
  readonly value: unknown;
}

/** The text with another value in the place of a node. */
export function replaceNode(text: string, node: Node, value: unknown): string {
  const rendered = renderJson(value, layoutOf(text, node.offset));
  return splice(text, node.offset, node.offset + node.length, rendered);
}

/** The text without a child, its comma, and the line it has for itself. */
export function removeChild(text: string, parent: Node, index: number): string {
  const children = parent.children ?? [];
  const child = children[index];
  if (child === undefined) return text;
  const comma = commaAfter(text, child);
  const [start, end] = ownLines(text, child.offset, comma ?? endOf(child));
  const removed = splice(text, start, end, '');
  // The last one has no comma of its own: the one before it gives up its.
  const previous = children[index - 1];
  const freed = comma === undefined && previous !== undefined ? commaAfter(text, previous) : undefined;
  const rest = freed === undefined ? removed : splice(removed, freed - 1, freed, '');
  return children.length === 1 ? withoutBlankInside(rest, parent.offset) : rest;
}

/** The text with a new child of an object or a list at an index: before the child that is there now. */
export function insertChild(text: string, parent: Node, index: number, child: NewChild): string {
  const children = parent.children ?? [];
  const inner = innerLayout(text, parent);
  const entry = `${child.key === undefined ? '' : `${JSON.stringify(child.key)}: `}${renderJson(child.value, inner)}`;
  const isInline = children.length > 0 && !text.slice(parent.offset, endOf(parent)).includes('\n');
  const gap = isInline ? ' ' : `${inner.eol}${inner.indent}`;
  const next = children[index];
  if (next !== undefined) return splice(text, next.offset, next.offset, `${entry},${gap}`);
  const last = children.at(-1);
  if (last === undefined) return insertFirst(text, parent, `${gap}${entry}`);
  const comma = commaAfter(text, last);
  const at = endOfRemark(text, comma ?? endOf(last));
  const inserted = splice(text, at, at, `${gap}${entry}${comma === undefined ? '' : ','}`);
  return comma === undefined ? splice(inserted, endOf(last), endOf(last), ',') : inserted;
}

/** Into an empty object or list; comments that it holds stay above. */
function insertFirst(text: string, parent: Node, entry: string): string {
  const close = endOf(parent) - 1;
  const inside = text.slice(parent.offset + 1, close);
  const { eol, indent } = layoutOf(text, parent.offset);
  const kept = inside.trim() === '' ? '' : inside.trimEnd();
  return splice(text, parent.offset + 1, close, `${kept}${entry}${eol}${indent}`);
}

function withoutBlankInside(text: string, offset: number): string {
  const blank = /^([[{])\s*([\]}])/.exec(text.slice(offset));
  return blank === null ? text : splice(text, offset, offset + blank[0].length, `${blank[1]}${blank[2]}`);
}

/** The end of the comma that follows a node, over comments. */
function commaAfter(text: string, node: Node): number | undefined {
  const scanner = createScanner(text, true);
  scanner.setPosition(endOf(node));
  scanner.scan();
  const isComma = text[scanner.getTokenOffset()] === ',';
  return isComma ? scanner.getTokenOffset() + 1 : undefined;
}

/** A range made wider: to whole lines with the remark behind, when nothing else stands on them; else over one blank. */
function ownLines(text: string, start: number, end: number): readonly [number, number] {
  const lineStart = text.lastIndexOf('\n', start - 1) + 1;
  const remarkEnd = endOfRemark(text, end);
  const rest = /^[ \t]*(\r?\n|$)/.exec(text.slice(remarkEnd));
  if (rest !== null && lineStart > 0 && text.slice(lineStart, start).trim() === '') {
    return [lineStart, remarkEnd + rest[0].length];
  }
  const blank = /^[ \t]*/.exec(text.slice(end));
  return [start, end + (blank?.[0].length ?? 0)];
}

/** Behind the comment that ends the line a position is on; the position itself where there is none. */
function endOfRemark(text: string, position: number): number {
  const remark = /^[ \t]*(?:\/\/[^\r\n]*|\/\*(?:[^*\r\n]|\*(?!\/))*\*\/[ \t]*(?=\r?\n|$))/.exec(text.slice(position));
  return position + (remark?.[0].length ?? 0);
}

function innerLayout(text: string, parent: Node): JsonLayout {
  const outer = layoutOf(text, parent.offset);
  return { ...outer, indent: `${outer.indent}${outer.unit}` };
}

/** How the text is written around a position. */
function layoutOf(text: string, position: number): JsonLayout {
  const lineStart = text.lastIndexOf('\n', position - 1) + 1;
  return {
    indent: /^[ \t]*/.exec(text.slice(lineStart))?.[0] ?? '',
    unit: /\n([ \t]+)\S/.exec(text)?.[1] ?? '  ',
    eol: text.includes('\r\n') ? '\r\n' : '\n',
  };
}

function endOf(node: Node): number {
  return node.offset + node.length;
}

function splice(text: string, start: number, end: number, inserted: string): string {
  return `${text.slice(0, start)}${inserted}${text.slice(end)}`;
}
