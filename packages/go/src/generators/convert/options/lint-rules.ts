import { nothing, refuse, show, type OptionRule } from './option-rule.ts';

const todo = 'Use golangci-lint, which runs it among others, or keep the target as it is.';

/** The command that lints → our choice of linter. Both plugins run `go fmt` where none is named. */
export const linterCommand: OptionRule = (value) => {
  if (value === null || value === '' || value === 'go fmt' || value === 'go') return nothing;
  if (value === 'go vet') return { options: { linter: 'vet' } };
  if (value === 'golangci-lint' || value === 'golangci-lint run') return { options: { linter: 'golangci-lint' } };
  if (value === 'staticcheck') return { options: { linter: value } };
  return refuse(`${show(value)} is no linter that Slipway runs.`, todo);
};

/** Arguments of the linter: none but the word that golangci-lint needs. */
export const linterArgs: OptionRule = (value) => {
  const args: readonly unknown[] = Array.isArray(value) ? value : [value];
  const rest = args.filter((word) => !['run', 'vet', './...'].includes(String(word)));
  return rest.length === 0 ? nothing : refuse(`${rest.map(show).join(' ')} has no counterpart.`, todo);
};
