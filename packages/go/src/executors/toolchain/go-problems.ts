import type { Problem } from '@slipway/kit';

/** What the go command says when it cannot even begin, and what that means. */
export const goProblems: readonly Problem[] = [
  {
    pattern: /requires go >= (\S+) \(running go (\S+?)[;)]/,
    code: 'GO_TOO_OLD',
    summary: 'Go $1 or newer is needed, and this is Go $2.',
    hint: 'Install Go $1 from https://go.dev/dl, or let Go fetch it: GOTOOLCHAIN=auto.',
  },
  {
    pattern: /go: download go(\S+?)(?: for \S+)?: .*toolchain/,
    code: 'GO_TOO_OLD',
    summary: 'Go $1 or newer is needed, and it could not be downloaded.',
    hint: 'Install Go $1 from https://go.dev/dl.',
  },
  {
    pattern: /errors parsing (\S*go\.(?:mod|work)):/,
    code: 'GO_MOD_INVALID',
    summary: 'Go cannot read $1.',
    hint: 'Mend the lines named above; the format is described in https://go.dev/ref/mod.',
  },
];
