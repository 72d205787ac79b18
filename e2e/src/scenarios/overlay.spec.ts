import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { nxVersions } from '../workspace/create-workspace.ts';
import { useWorkspace } from '../workspace/use-workspace.ts';
import { runOk } from '../workspace/run.ts';

// An organisation's template: ours, with one file replaced, one added, and one input fixed.
const overlay: Readonly<Record<string, string>> = {
  'package.json': JSON.stringify({
    name: '@acme/acme-service',
    version: '0.0.0',
    private: true,
    type: 'module',
    generators: './generators.json',
  }),
  'generators.json': JSON.stringify({
    generators: {
      'acme-service': { factory: './template.js', schema: './schema.json', description: 'A service of Acme.' },
    },
  }),
  'schema.json': JSON.stringify({
    $schema: 'https://json-schema.org/schema',
    $id: 'AcmeService',
    type: 'object',
    properties: {
      directory: { type: 'string', description: 'Folder of the new service.', $default: { $source: 'argv', index: 0 } },
      cwd: {
        type: 'string',
        description: 'The current folder.',
        visible: false,
        $default: { $source: 'workingDirectory' },
      },
      team: { type: 'string', description: 'The team that owns the service.', default: 'platform' },
    },
    required: ['directory'],
  }),
  'template.js': `import { fromTemplate } from '@slipway/template';\n\nexport default fromTemplate(import.meta.dirname);\n`,
  'template.json': JSON.stringify({
    id: '@acme/acme-service',
    version: '1.0.0',
    title: 'Acme service',
    extends: { source: 'npm:@slipway/templates/go-service', range: '~0.1.0' },
    inputs: './schema.json',
    overlay: { inputs: { greeting: { const: 'Hello from Acme!' } } },
  }),
  'files/README.md.ejs': '# <%= name %>\n\nOwned by <%= team %>.\n',
  'files/OWNERS.ejs': '<%= team %>\n',
};

describe.each(nxVersions)('an overlay in a workspace folder, on Nx %s', (nxVersion) => {
  const workspace = useWorkspace(nxVersion);
  const read = (path: string) => readFile(join(workspace().root, path), 'utf8');

  beforeAll(async () => {
    for (const [path, text] of Object.entries(overlay)) {
      const file = join(workspace().root, 'templates/acme-service', path);
      await mkdir(join(file, '..'), { recursive: true });
      await writeFile(file, text);
    }
  });

  const expectService = async (root: string) => {
    expect(await read(`${root}/README.md`)).toBe(`# ${root.split('/').at(-1) ?? ''}\n\nOwned by payments.\n`);
    expect(await read(`${root}/OWNERS`)).toBe('payments\n');
    expect(await read(`${root}/internal/app/config.go`)).toContain('"Hello from Acme!"');
    const lock = JSON.parse(await read(`${root}/template.lock.json`)) as { chain: readonly { id: string }[] };
    expect(lock.chain.map(({ id }) => id)).toEqual(['@slipway/go-service', '@acme/acme-service']);
  };

  it('works by its path, with nothing installed', async () => {
    await workspace().nxOk([
      'g',
      './templates/acme-service:acme-service',
      'services/pay',
      '--team=payments',
      '--no-interactive',
    ]);
    await expectService('services/pay');
  });

  it('works by its name, once it is an npm workspace', async () => {
    const manifest = JSON.parse(await read('package.json')) as Record<string, unknown>;
    await writeFile(
      join(workspace().root, 'package.json'),
      JSON.stringify({ ...manifest, workspaces: ['templates/*'] }, undefined, 2),
    );
    await runOk(['npm', 'install', '--no-audit', '--no-fund'], { cwd: workspace().root });
    await workspace().nxOk(['g', 'acme-service', 'services/bills', '--team=payments', '--no-interactive']);
    await expectService('services/bills');
    await workspace().nxOk(['run', 'bills:test']);
  });
});
