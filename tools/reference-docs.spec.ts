import { errorCatalogue } from '@slipway/kit';
import { describe, expect, it } from 'vitest';
import { listFiles, readText } from './source-files.ts';

interface Schema {
  readonly description?: string;
  readonly properties?: Readonly<Record<string, Option>>;
  readonly required?: readonly string[];
}

interface Option {
  readonly type?: string | readonly string[];
  readonly enum?: readonly unknown[];
  readonly default?: unknown;
  readonly description?: string;
  readonly visible?: boolean;
  readonly $default?: { readonly $source: string };
}

type EntryPoints = Readonly<
  Record<string, { readonly schema: string; readonly description?: string; readonly aliases?: readonly string[] }>
>;

// Run `npx vitest run tools -u` to write the files anew; CI only compares.
describe('reference', () => {
  it('errors.md says what every code means', async () => {
    const sections = Object.entries(errorCatalogue)
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .map(([code, meaning]) => `## ${code}\n\n${meaning}\n`);
    const intro =
      'Every error of Slipway ends its first line in one of these codes.\nA code is permanent: scripts may rely on it.\n';
    await expect(`# Error codes\n\n${intro}\n${sections.join('\n')}`).toMatchFileSnapshot(
      '../docs/reference/errors.md',
    );
  });

  it('executors.md lists every option of every executor', async () => {
    await expect(renderEntryPoints('Executors', 'executors')).toMatchFileSnapshot('../docs/reference/executors.md');
  });

  it('generators.md lists every option of every generator', async () => {
    await expect(renderEntryPoints('Generators', 'generators')).toMatchFileSnapshot('../docs/reference/generators.md');
  });

  it('every option has a description: without one Nx prints «undefined»', () => {
    const bare = schemas().flatMap(({ path, schema }) =>
      Object.entries(schema.properties ?? {})
        .filter(([, { description = '' }]) => description.length < 10)
        .map(([name]) => `${path}: ${name}`),
    );
    expect(bare).toEqual([]);
  });

  it('every error code is provoked by a test', () => {
    const specs = listFiles()
      .filter((path) => path.endsWith('.spec.ts') && path !== 'tools/reference-docs.spec.ts')
      .map(readText)
      .join('\n');
    expect(Object.keys(errorCatalogue).filter((code) => !specs.includes(code))).toEqual([]);
  });
});

function entryPoints(kind: 'executors' | 'generators') {
  const manifests = listFiles().filter((path) => new RegExp(`^packages/[^/]+/${kind}\\.json$`).test(path));
  return manifests.flatMap((path) => {
    const folder = path.slice(0, path.lastIndexOf('/'));
    const { name } = JSON.parse(readText(`${folder}/package.json`)) as { name: string };
    const entries = (JSON.parse(readText(path)) as Readonly<Record<string, EntryPoints>>)[kind] ?? {};
    return Object.entries(entries).map(([entry, { schema, description = '', aliases = [] }]) => {
      const file = `${folder}/${schema.replace(/^\.\//, '')}`;
      return { id: `${name}:${entry}`, description, aliases, path: file, schema: JSON.parse(readText(file)) as Schema };
    });
  });
}

function schemas() {
  return [...entryPoints('executors'), ...entryPoints('generators')];
}

function renderEntryPoints(title: string, kind: 'executors' | 'generators'): string {
  const sections = entryPoints(kind).map(({ id, description, aliases, schema }) => {
    const rows = Object.entries(schema.properties ?? {}).filter(([, { visible }]) => visible !== false);
    const table = rows.map(
      ([name, option]) =>
        `| \`${name}\` | ${typeOf(option)} | ${defaultOf(name, option, schema)} | ${(option.description ?? '').replaceAll('|', '\\|').replaceAll('\n', ' ')} |`,
    );
    const also = aliases.length === 0 ? '' : ` Also: ${aliases.map((alias) => `\`${alias}\``).join(', ')}.`;
    return [
      `## ${id}`,
      '',
      `${description}${also}`,
      '',
      '| option | type | default | meaning |',
      '|---|---|---|---|',
      ...table,
      '',
    ].join('\n');
  });
  return `# ${title}\n\n${sections.join('\n')}`;
}

function typeOf({ type, enum: values }: Option): string {
  if (values !== undefined) return values.map((value) => `\`${String(value)}\``).join(', ');
  return [type ?? 'any'].flat().join(' or ');
}

function defaultOf(name: string, option: Option, { required = [] }: Schema): string {
  if (option.default !== undefined) return `\`${JSON.stringify(option.default)}\``;
  return required.includes(name) ? 'required' : '';
}
