import { SlipwayError } from '@slipway/kit';

const reasons: ReadonlyMap<string, string> = new Map([
  ['ENOENT', 'it does not exist'],
  ['ENOTDIR', 'a part of its path is no folder'],
  ['EISDIR', 'it is a folder'],
  ['EACCES', 'permission denied'],
  ['EPERM', 'permission denied'],
  ['ELOOP', 'its links lead in a circle'],
]);

/** A folder, pipe or device where a file should be. */
export function notRegular(file: string): SlipwayError {
  return new SlipwayError({ code: 'FILE_UNREADABLE', summary: `${file} cannot be read: it is no regular file.` });
}

/** An error of the file system while reading a file somebody named, as one of ours; any other error as it is. */
export function toReadError(error: unknown, file: string): unknown {
  if (!(error instanceof Error) || !('code' in error)) return error;
  const why = reasons.get(String(error.code));
  if (why === undefined) return error;
  return new SlipwayError({ code: 'FILE_UNREADABLE', summary: `${file} cannot be read: ${why}.`, cause: error });
}
