import type { Problem } from '@slipway/kit';

/** What the go command says when it does not get as far as compiling. */
export const goProblems: readonly Problem[] = [
  {
    pattern: /go\.(mod|work) requires go >= (\S+) \(running go (\S+);/,
    code: 'GO_TOO_OLD',
    summary: 'go.$1 asks for Go $2, but Go $3 is installed.',
    hint: 'Install Go $2 or newer, or lower the go line. With GOTOOLCHAIN=auto Go fetches the version it needs by itself.',
  },
  {
    pattern: /go: (?:errors parsing )?(go\.(?:mod|work)[:\d]*): ?(.*)/,
    code: 'GO_MOD_INVALID',
    summary: '$1 cannot be used: $2',
    hint: 'Mend the file, or run "go mod tidy" in the project.',
  },
];
