import { expect, it } from 'vitest';
import { toText } from './text-or-binary.ts';

it.each<[string, Uint8Array, string | undefined]>([
  ['nothing', Uint8Array.of(), ''],
  ['a BOM', Uint8Array.of(0xef, 0xbb, 0xbf), '\ufeff'],
  ['line ends', Buffer.from('a\r\nb\n'), 'a\r\nb\n'],
  ['a NUL', Uint8Array.of(65, 0, 65), undefined],
  ['latin-1', Uint8Array.of(0x63, 0xe9), undefined],
  ['a cut-off sequence', Uint8Array.of(0xe2, 0x82), undefined],
  ['a wasm module', Uint8Array.of(0, 0x61, 0x73, 0x6d), undefined],
])('%s', (_what, bytes, text) => expect(toText(bytes)).toBe(text));
