import { SlipwayError } from '@slipway/kit';

/** What tag templates can say. A value that is not known is absent. */
export interface TagValues {
  readonly version?: string;
  readonly sha7?: string;
  readonly branch?: string;
}

const missingValue: Readonly<Record<string, string>> = {
  version: 'no version is given: set it with --appVersion',
  sha7: 'the workspace is no git repository with a commit',
  branch: 'git is on no branch: in CI set SLIPWAY_BRANCH, or check the branch out',
};

/**
 * Fills the templates `{version}`, `{sha7}` and `{branch}`. What a tag may not hold becomes a dash: `feat/x` is `feat-x`.
 * Throws OPTIONS_INVALID with every problem at once.
 */
export function planTags(templates: readonly string[], values: TagValues): readonly string[] {
  const problems: string[] = [];
  const known: Readonly<Record<string, string | undefined>> = { ...values };
  const tags = templates
    .flatMap((template) => template.split(','))
    .map((template) => template.trim())
    .filter((template) => template !== '')
    .map((template) => {
      const tag = template.replaceAll(/\{(\w*)\}/g, (_, name: string) => {
        const value = known[name];
        if (!Object.hasOwn(missingValue, name)) problems.push(`tags: {${name}} is none of {version}, {sha7}, {branch}`);
        else if (value === undefined || value === '')
          problems.push(`tags: "${template}" cannot be filled, because ${missingValue[name] ?? ''}`);
        return (value ?? 'x').replaceAll(/[^\w.-]+/g, '-').replace(/^[.-]+/, '');
      });
      if (!/^\w[\w.-]{0,127}$/.test(tag))
        problems.push(`tags: "${tag}" is no tag: letters, digits, "_", "." and "-", at most 128`);
      return tag;
    });
  if (problems.length === 0) return [...new Set(tags)];
  throw new SlipwayError({
    code: 'OPTIONS_INVALID',
    summary: 'The tags of docker-push cannot be used.',
    details: [...new Set(problems)],
    state: 'Nothing was pushed.',
  });
}

/** Which values the templates ask for, so that git runs only when it is needed. */
export function neededValues(templates: readonly string[]): ReadonlySet<string> {
  return new Set(templates.flatMap((template) => [...template.matchAll(/\{(\w*)\}/g)].map(([, name = '']) => name)));
}
