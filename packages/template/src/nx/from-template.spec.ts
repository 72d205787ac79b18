import { afterEach, describe, expect, test } from 'vitest';
import { createWorkspace, type TestWorkspace } from '../testing/create-workspace.ts';
import { fromTemplate } from './from-template.ts';

const schema = JSON.stringify({
  type: 'object',
  properties: {
    directory: { type: 'string', $default: { $source: 'argv', index: 0 } },
    name: { type: 'string' },
    cwd: { type: 'string', $default: { $source: 'workingDirectory' }, visible: 'hidden' },
    port: { type: 'integer', default: 8080, minimum: 1, maximum: 65535 },
    greeting: { type: 'string', default: 'Hello' },
    token: { type: 'string', 'x-secret': true },
    deploy: { enum: ['kustomize', 'none'], default: 'none' },
  },
  required: ['directory'],
});

const service = {
  'templates/service/template.json': JSON.stringify({
    id: '@acme/service',
    version: '1.2.3',
    inputs: './schema.json',
    layers: [{ name: 'k8s', when: { deploy: 'kustomize' } }],
    files: [
      { glob: 'cmd/**', policy: 'seed' },
      { glob: 'run.sh', mode: '0755' },
    ],
  }),
  'templates/service/schema.json': schema,
  'templates/service/files/project.json.ejs': '{ "name": <%= json(name) %> }\n',
  'templates/service/files/cmd/__name__/main.go.ejs': 'const greeting = <%= goString(greeting) %>\n',
  'templates/service/files/dot-env.ejs': 'PORT=<%= port %>\nROOT=<%= offsetFromRoot %>\nSPACE=<%= workspaceName %>\n',
  'templates/service/files/run.sh': '#!/bin/sh\n',
  'templates/service/layers/k8s/k8s/service.yaml.ejs': 'name: <%= yaml(name) %>\n',
};

let workspace: TestWorkspace;
afterEach(() => workspace.dispose());

function start(files: Readonly<Record<string, string | Uint8Array>> = {}): (
  options: Readonly<Record<string, unknown>>,
) => Promise<{
  readonly written: Readonly<Record<string, string>>;
  readonly modes: Readonly<Record<string, unknown>>;
}> {
  workspace = createWorkspace({ ...service, ...files });
  return async (options) => {
    const tree = await workspace.openTree();
    await fromTemplate(`${workspace.root}/templates/service`)(tree, options);
    const changes = tree.listChanges();
    workspace.flush(tree);
    return {
      written: Object.fromEntries(changes.map(({ path, content }) => [path, content?.toString() ?? ''])),
      modes: Object.fromEntries(changes.map(({ path, options: write }) => [path, write?.mode])),
    };
  };
}

describe('fromTemplate', () => {
  test('writes the files, the exec bit and the record', async () => {
    const generate = start();
    const { written, modes } = await generate({ directory: 'services/orders', port: 9000, token: 'hunter2' });
    expect(Object.keys(written).toSorted()).toEqual([
      'services/orders/.env',
      'services/orders/cmd/orders/main.go',
      'services/orders/project.json',
      'services/orders/run.sh',
      'services/orders/template.lock.json',
    ]);
    expect(written['services/orders/.env']).toBe('PORT=9000\nROOT=../../\nSPACE=acme\n');
    expect(modes['services/orders/run.sh']).toBe(0o755);
    const lock = written['services/orders/template.lock.json'] ?? '';
    expect(lock).not.toContain('hunter2');
    expect(JSON.parse(lock)).toMatchObject({
      lockVersion: 1,
      template: { id: '@acme/service', source: './templates/service', version: '1.2.3' },
      answers: { name: 'orders', port: 9000, greeting: 'Hello', deploy: 'none' },
      files: { 'cmd/orders/main.go': { policy: 'seed' }, 'run.sh': { mode: '0755' } },
    });
  });

  test('a second run writes nothing', async () => {
    const generate = start();
    await generate({ directory: 'services/orders' });
    expect((await generate({ directory: 'services/orders' })).written).toEqual({});
  });
});
