const maxSegmentBytes = 255;

/** Device names of Windows: reserved with every extension and in every case. */
const reserved = /^(?:con|prn|aux|nul|conin\$|conout\$|(?:com|lpt)[0-9\u00b9\u00b2\u00b3])(?:\.|$)/i;

/** Characters that some file system, shell or archive gives a meaning of its own. */
const forbidden = /[\u0000-\u001f\u007f<>:"|?*\\/]/u;

/** Invisible characters, and those that turn the direction of the text after them. */
const deceptive = /[\u00ad\u061c\u180e\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff]|\p{Cs}/u;

/**
 * Why one segment of a path must not be written, or undefined when it may.
 * The rules are the union of those of Linux, macOS and Windows, so a workspace can be checked out on each of them.
 */
export function segmentProblem(segment: string): string | undefined {
  if (segment === '') return 'it is empty';
  if (segment === '.' || segment === '..') return 'it leads to another folder';
  if (forbidden.test(segment)) return 'it holds a character that a file name must not have';
  if (deceptive.test(segment)) return 'it holds an invisible character';
  if (segment !== segment.normalize('NFC')) return 'it is not in the composed form of Unicode (NFC)';
  if (/[. ]$/.test(segment)) return 'it ends with a dot or a blank';
  if (segment.startsWith(' ')) return 'it starts with a blank';
  if (reserved.test(segment)) return 'the name is reserved on Windows';
  if (/^(?:\.git|git~\d+)$/i.test(segment)) return "it is git's own folder";
  if (Buffer.byteLength(segment) > maxSegmentBytes) return `it is longer than ${maxSegmentBytes} bytes`;
  return undefined;
}
