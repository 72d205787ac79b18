import type { Grade } from './signal.ts';

/** What a text about a pull that failed means. */
export interface PullVerdict {
  readonly grade: Grade;
  /** The innermost cause, for people. */
  readonly cause: string;
  /** The image is there, but not for the machine that wants to run it. */
  readonly isPlatformMissing: boolean;
}

// Texts of containerd 1.6 to 2 and of the kubelet, recorded; the last three of `certain` are other runtimes' and registries'.
const platform = /no match for platform in manifest/;
const certain =
  /: not found$|status code \[[^\]]*\]: 40[13]\b|unexpected status(?: from .*)?: 40[13]\b|invalid reference format|couldn't parse image name|is not present with pull policy of Never|manifest unknown|pull access denied/;
const transient = /: (?:429|5\d\d) /;

/** Judges the text of ErrImagePull, ImagePullBackOff, InvalidImageName or ErrImageNeverPull. */
export function classifyPull(text: string): PullVerdict {
  const grade = certain.test(text) || platform.test(text) ? 'certain' : transient.test(text) ? 'healing' : 'suspect';
  return { grade, cause: causeOf(text), isPlatformMissing: platform.test(text) };
}

const wrappers = [
  /^Back-off pulling image "[^"]*": /,
  /^ErrImagePull: /,
  /^rpc error: code = \w+ desc = /,
  /^failed to pull and unpack image "[^"]*": /,
  /^failed to resolve reference "[^"]*": /,
  /^(?:failed to do request: )?(?:Head|Get) "[^"]*": /,
  /^failed to copy: (?=httpReadSeeker)/,
] as const;

/** Runtimes wrap a cause in the steps that led to it, and name the image in each. */
function causeOf(text: string): string {
  let cause = text.trim();
  for (const wrapper of wrappers) cause = cause.replace(wrapper, '');
  // What is left of «reference: not found» is the reference again.
  return cause.endsWith(': not found') && !platform.test(cause) ? 'not found' : cause;
}
