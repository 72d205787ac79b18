import { closest, SlipwayError } from '@slipway/kit';
import { modulePathProblem } from '../../modules/check-module-path.ts';
import { knownTools, type KnownTool } from './known-tools.ts';

/**
 * What a user means by `kustomize`, `kustomize@v5.8.2` or `example.com/cmd/tool@v1.2.3`.
 * A package without a version is taken at its latest one. Throws OPTIONS_INVALID.
 */
export function parseTool(text: string): KnownTool {
  const [, name = '', version] = /^([^]*?)(?:@([^@]*))?$/.exec(text) ?? [];
  const known = Object.hasOwn(knownTools, name) ? knownTools[name] : undefined;
  const problems = [...(known === undefined ? nameProblems(name) : []), ...versionProblems(version)];
  if (problems.length > 0) throw refuse(text, name, problems);
  return { package: name, version: 'latest', ...known, ...(version === undefined ? {} : { version }) };
}

function versionProblems(version: string | undefined): readonly string[] {
  if (version === undefined || /^(?:v\d+\.\d+\.\d+[\w.+-]*|latest|[0-9a-f]{7,40})$/.test(version)) return [];
  return [`"${version}" is no version: write v1.2.3, latest, or the hash of a commit`];
}

function nameProblems(name: string): readonly string[] {
  if (!name.includes('.')) return [`"${name}" is not one of: ${Object.keys(knownTools).join(', ')}`];
  const problem = modulePathProblem(name);
  return problem === undefined ? [] : [`"${name}" is no path of a package: ${problem}`];
}

function refuse(text: string, name: string, details: readonly string[]): SlipwayError {
  const suggestion = closest(name, Object.keys(knownTools));
  return new SlipwayError({
    code: 'OPTIONS_INVALID',
    summary: `"${text}" names no Go tool.`,
    details,
    state: 'Nothing was written.',
    hint:
      suggestion === undefined
        ? 'Any Go program can be named by its package: nx g @slipway/go:go-tool example.com/cmd/tool@v1.2.3'
        : `Did you mean "${suggestion}"?`,
  });
}
