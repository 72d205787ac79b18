import type { ErrorCode } from './catalogue.ts';
import { isSlipwayError, SlipwayError } from './slipway-error.ts';

/** An error of the file system while writing, as DISK_FULL or WRITE_FAILED; any other error as it is. */
export function toWriteError(error: unknown, path: string): unknown {
  if (isSlipwayError(error) || !(error instanceof Error) || !('code' in error)) return error;
  const reason = reasons.get(String(error.code));
  if (reason === undefined) return error;
  return new SlipwayError({
    code: reason.code ?? 'WRITE_FAILED',
    summary: `Could not write to ${path}: ${reason.why}.`,
    state: 'No partial file was left behind.',
    hint: reason.hint,
    cause: error,
  });
}

interface Reason {
  readonly why: string;
  readonly hint: string;
  /** Default: WRITE_FAILED. */
  readonly code?: ErrorCode;
}

const reasons: ReadonlyMap<string, Reason> = new Map([
  [
    'ENOSPC',
    {
      code: 'DISK_FULL',
      why: 'the disk is full',
      hint: 'Free some space, for example with "go clean -cache", and run the command again.',
    },
  ],
  [
    'EDQUOT',
    {
      code: 'DISK_FULL',
      why: 'the quota of the disk is used up',
      hint: 'Free some space and run the command again.',
    },
  ],
  ['EFBIG', { why: 'the file is larger than the system allows', hint: 'Raise the limit that "ulimit -f" shows.' }],
  ['EACCES', { why: 'permission denied', hint: 'Let the current user write there.' }],
  ['EPERM', { why: 'permission denied', hint: 'Let the current user write there.' }],
  ['EROFS', { why: 'the file system is read-only', hint: 'Use a folder that can be written.' }],
  ['ENOTDIR', { why: 'a file is in the way of a folder', hint: 'Remove that file, or use another folder.' }],
]);
