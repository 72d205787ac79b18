import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import type { EnvironmentOptions } from '../environment/environment.ts';
import { settingNames } from '../environment/read-settings.ts';
import type { ComposeDownOptions, ComposeLogsOptions, ComposeUpOptions } from '../release/compose-services.ts';
import type {
  DeployOptions,
  DiffOptions,
  RenderOptions,
  RollbackOptions,
  StatusOptions,
  UndeployOptions,
} from '../release/release-options.ts';

type Own<Options> = Exclude<keyof Options, keyof EnvironmentOptions | 'environment' | 'executables'>;

/** Every option a type adds to those of an environment, once. The compiler refuses a name too many and one too few. */
const namesOf = <Options>(names: Readonly<Record<Own<Required<Options>>, true>>): readonly string[] =>
  [...Object.keys(names), ...settingNames, 'environment', 'executables'].sort();

const allOf = <Options>(names: Readonly<Record<keyof Required<Options>, true>>): readonly string[] =>
  Object.keys(names).sort();

const takeover = { forceConflicts: true, adopt: true, pruneData: true } as const;
const typed: Readonly<Record<string, readonly string[]>> = {
  deploy: namesOf<DeployOptions>({ image: true, ...takeover, dryRun: true, json: true }),
  'deploy-diff': namesOf<DiffOptions>({ image: true, ...takeover, failOnChange: true, json: true }),
  'deploy-render': namesOf<RenderOptions>({ image: true, output: true }),
  'deploy-status': namesOf<StatusOptions>({ json: true }),
  'deploy-rollback': namesOf<RollbackOptions>({
    revision: true,
    forceConflicts: true,
    pruneData: true,
    dryRun: true,
    json: true,
  }),
  undeploy: namesOf<UndeployOptions>({ pruneData: true, dryRun: true, json: true }),
  'compose-up': allOf<ComposeUpOptions>({ timeout: true, context: true, dryRun: true, executables: true }),
  'compose-down': allOf<ComposeDownOptions>({ volumes: true, context: true, dryRun: true, executables: true }),
  'compose-logs': allOf<ComposeLogsOptions>({ follow: true, context: true, executables: true }),
};

interface Entry {
  readonly implementation: string;
  readonly schema: string;
  readonly description: string;
}
interface Schema {
  readonly additionalProperties: boolean;
  readonly properties: Readonly<Record<string, Readonly<Record<string, unknown>>>>;
}

const readJson = (path: string): unknown => JSON.parse(readFileSync(new URL(`../../${path}`, import.meta.url), 'utf8'));
const { executors } = readJson('executors.json') as { readonly executors: Readonly<Record<string, Entry>> };
const ofEnvironments = Object.entries(executors).filter(([name]) => !name.startsWith('compose-'));

describe('executors.json', () => {
  it('lists every executor', () => {
    expect(Object.keys(executors)).toEqual(Object.keys(typed));
  });

  it.each(Object.entries(executors))(
    '%s has a schema that says what its type says',
    (name, { schema, implementation }) => {
      const { additionalProperties, properties } = readJson(schema) as Schema;
      expect(additionalProperties).toBe(false);
      expect(Object.keys(properties).sort()).toEqual(typed[name]);
      expect(implementation).toBe(`./dist/executors/${name}/executor.js`);
      expect(readFileSync(fileURLToPath(new URL(`./${name}/executor.ts`, import.meta.url)), 'utf8')).toContain(
        'export default async function',
      );
    },
  );

  it.each(ofEnvironments)('%s describes the settings of an environment as deploy does', (_, { schema }) => {
    const ours = (readJson(schema) as Schema).properties;
    const { properties } = readJson('src/executors/deploy/schema.json') as Schema;
    for (const name of ['environment', 'executables', ...settingNames])
      expect(ours[name], name).toEqual(properties[name]);
  });

  // Nx fills a default in before we see the options; then it would win over the settings of an environment.
  it.each(ofEnvironments)('%s has no default for what an environment settles', (_, { schema }) => {
    const { properties } = readJson(schema) as Schema;
    for (const name of ['environment', ...settingNames]) expect(properties[name], name).not.toHaveProperty('default');
  });
});
