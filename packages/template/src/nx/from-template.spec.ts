import { chmodSync, existsSync, mkdirSync, readFileSync, symlinkSync, truncateSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import { createWorkspace, type TestWorkspace } from './testing/create-workspace.ts';
import { fromTemplate } from './from-template.ts';

type Files = Readonly<Record<string, string>>;
type Options = Readonly<Record<string, unknown>>;

const schema = {
  type: 'object',
  required: ['directory'],
  properties: {
    directory: { type: 'string', $default: { $source: 'argv', index: 0 } },
    name: { type: 'string' },
    cwd: { type: 'string', $default: { $source: 'workingDirectory' }, visible: 'hidden' },
    port: { type: 'integer', default: 8080, minimum: 1, maximum: 65535 },
    greeting: { type: 'string', default: 'Hello' },
    token: { type: 'string', 'x-secret': true },
    deploy: { enum: ['kustomize', 'none'], default: 'none' },
  },
};

const manifest = {
  id: '@acme/service',
  version: '1.2.3',
  inputs: './schema.json',
  layers: [{ name: 'k8s', when: { deploy: 'kustomize' } }],
  files: [
    { glob: 'cmd/**', policy: 'seed' },
    { glob: 'run.sh', mode: '0755' },
  ],
};

const service: Files = {
  'templates/service/template.json': JSON.stringify(manifest),
  'templates/service/schema.json': JSON.stringify(schema),
  'templates/service/files/project.json.ejs': '{ "name": <%= json(name) %> }\n',
  'templates/service/files/cmd/__name__/main.go.ejs': 'const greeting = <%= goString(greeting) %>\n',
  'templates/service/files/dot-env.ejs': 'PORT=<%= port %>\nROOT=<%= offsetFromRoot %>\nSPACE=<%= workspaceName %>\n',
  'templates/service/files/run.sh': '#!/bin/sh\n',
  'templates/service/layers/k8s/k8s/service.yaml.ejs': 'name: <%= yaml(name) %>\n',
};

interface Generated {
  readonly written: Files;
  readonly modes: Options;
  readonly callback: (() => unknown) | undefined;
}

let workspace: TestWorkspace;
afterEach(() => workspace.dispose());

function start(files: Files = {}): (options: Options) => Promise<Generated> {
  workspace = createWorkspace({ ...service, ...files });
  return async (options) => {
    const tree = await workspace.openTree();
    const callback = await fromTemplate(join(workspace.root, 'templates/service'))(tree, options);
    const changes = tree.listChanges();
    workspace.flush(tree);
    return {
      written: Object.fromEntries(changes.map(({ path, content }) => [path, content?.toString() ?? ''])),
      modes: Object.fromEntries(changes.map(({ path, options: write }) => [path, write?.mode])),
      callback: callback ?? undefined,
    };
  };
}

async function refusal(generating: Promise<Generated>): Promise<{ readonly code: string; readonly message: string }> {
  return generating.then(
    ({ written }) => ({ code: 'accepted', message: Object.keys(written).join() }),
    (error: unknown) => error as { readonly code: string; readonly message: string },
  );
}

describe('fromTemplate', () => {
  it('writes the files, the exec bit and the record', async () => {
    const { written, modes, callback } = await start()({ directory: 'services/orders', port: 9000, token: 'hunter2' });
    expect(Object.keys(written).toSorted()).toEqual([
      'services/orders/.env',
      'services/orders/cmd/orders/main.go',
      'services/orders/project.json',
      'services/orders/run.sh',
      'services/orders/template.lock.json',
    ]);
    expect(written['services/orders/.env']).toBe('PORT=9000\nROOT=../../\nSPACE=acme\n');
    expect(modes['services/orders/run.sh']).toBe(0o755);
    expect(callback).toBeUndefined();
    const lock = written['services/orders/template.lock.json'] ?? '';
    expect(lock).not.toContain('hunter2');
    expect(JSON.parse(lock)).toMatchObject({
      template: { id: '@acme/service', source: './templates/service', version: '1.2.3' },
      answers: { name: 'orders', port: 9000, greeting: 'Hello', deploy: 'none' },
      files: { 'cmd/orders/main.go': { policy: 'seed' }, 'run.sh': { mode: '0755', policy: 'merge' } },
    });
    expect(Object.keys((JSON.parse(lock) as { answers: object }).answers)).not.toContain('directory');
  });

  it('writes the same bytes in another locale and time zone', async () => {
    const generate = start();
    const { written } = await generate({ directory: 'a/orders' });
    const { LC_ALL, TZ } = process.env;
    Object.assign(process.env, { LC_ALL: 'tr_TR.UTF-8', TZ: 'Asia/Kathmandu' });
    try {
      const again = await generate({ directory: 'b/orders' });
      expect(Object.values(again.written)).toEqual(Object.values(written));
    } finally {
      for (const [name, value] of Object.entries({ LC_ALL, TZ })) {
        if (value === undefined) Reflect.deleteProperty(process.env, name);
        else process.env[name] = value;
      }
    }
  });

  it.each<[string, Options, string]>([
    ['the folder as typed', { directory: 'services/orders' }, 'services/orders'],
    ['relative to the current folder', { directory: 'orders', cwd: 'services' }, 'services/orders'],
    ['up and down inside the workspace', { directory: '../libs/./orders/', cwd: 'services' }, 'libs/orders'],
    ['under another name', { directory: 'services/Orders_API', name: 'orders' }, 'services/Orders_API'],
  ])('goes to %s', async (_what, options, root) => {
    const { written } = await start()(options);
    expect(Object.keys(written)).toContain(`${root}/cmd/orders/main.go`);
  });

  it('writes nothing the second time', async () => {
    const generate = start();
    await generate({ directory: 'services/orders' });
    expect((await generate({ directory: 'services/orders' })).written).toEqual({});
  });

  it('writes only what is missing', async () => {
    const generate = start({ 'services/orders/run.sh': '#!/bin/sh\n' });
    const { written } = await generate({ directory: 'services/orders' });
    expect(Object.keys(written)).not.toContain('services/orders/run.sh');
  });
});

describe('fromTemplate after a run that was killed', () => {
  it.each([0, 5])('completes files of which %i bytes were written', async (size) => {
    const generate = start();
    const { written } = await generate({ directory: 'services/orders' });
    const paths = ['run.sh', 'cmd/orders/main.go', 'template.lock.json'].map((name) => `services/orders/${name}`);
    for (const path of paths) truncateSync(join(workspace.root, path), size);
    const completed = (await generate({ directory: 'services/orders' })).written;
    expect(completed).toEqual(Object.fromEntries(paths.map((path) => [path, written[path]])));
  });
});

describe('fromTemplate refuses', () => {
  it.each<[Options, string, string]>([
    [{}, 'NAME_INVALID', 'The folder of the new project is missing'],
    [{ directory: ' ' }, 'NAME_INVALID', 'The folder of the new project is missing'],
    [{ directory: '../x' }, 'PATH_OUTSIDE_WORKSPACE', 'The folder "../x" leaves the workspace'],
    [{ directory: 'a/../../x' }, 'PATH_OUTSIDE_WORKSPACE', 'leaves the workspace'],
    [{ directory: '../../x', cwd: 'a' }, 'PATH_OUTSIDE_WORKSPACE', 'leaves the workspace'],
    [{ directory: 'x', cwd: 'my services' }, 'NAME_INVALID', '"my services" cannot be a folder'],
    [{ directory: 'x', cwd: '../elsewhere' }, 'PATH_OUTSIDE_WORKSPACE', 'leaves the workspace'],
    [{ directory: '/tmp/x' }, 'PATH_OUTSIDE_WORKSPACE', 'is absolute'],
    [{ directory: '.' }, 'NAME_INVALID', 'The workspace itself'],
    [{ directory: 'a b' }, 'NAME_INVALID', '"a b" cannot be a folder'],
    [{ directory: 'services/CON' }, 'NAME_INVALID', 'the name is reserved on Windows'],
    [{ directory: 'nul.txt/orders' }, 'NAME_INVALID', 'the name is reserved on Windows'],
    [{ directory: 'x'.repeat(300) }, 'NAME_INVALID', 'it is longer than 255 bytes'],
    [{ directory: 'x'.repeat(64) }, 'NAME_INVALID', 'at most 63 lower-case letters'],
    [{ directory: 'оrders' }, 'NAME_INVALID', 'use letters a to z'],
    [{ directory: 'orders\u202e' }, 'NAME_INVALID', 'invisible character'],
    [{ directory: '😀' }, 'NAME_INVALID', 'use letters a to z'],
    [{ directory: '-rf' }, 'NAME_INVALID', 'it starts with "-"'],
    [{ directory: 'a\0b' }, 'NAME_INVALID', 'must not have'],
    [{ directory: 'a\\b' }, 'NAME_INVALID', 'must not have'],
    [{ directory: '__proto__' }, 'NAME_INVALID', 'cannot be the name of a project'],
    [
      { directory: 'Orders' },
      'NAME_INVALID',
      '"Orders" cannot be the name of a project: a name has at most 63 lower-case letters, digits and "-", and starts with a letter; "orders" would do',
    ],
    [{ directory: 'x', name: '../y' }, 'NAME_INVALID', '"../y" cannot be the name'],
    [{ directory: 'x', name: '' }, 'NAME_INVALID', '"" cannot be the name'],
    [{ directory: 'orders', port: 0 }, 'OPTIONS_INVALID', 'options.port is 0; it must be >= 1'],
    [{ directory: 'orders', prot: 1 }, 'OPTIONS_INVALID', 'options.prot is not an option; did you mean "port"?'],
  ])('%j', async (options, code, reason) => {
    const error = await refusal(start()(options));
    expect(error.message).toContain(reason);
    expect(error.message).toContain('Nothing was written.');
    expect(error.code).toBe(code);
  });

  it('all that is wrong in one error', async () => {
    const { code, message } = await refusal(start()({ directory: '../my orders', port: 'x', deploy: 'helm', prot: 1 }));
    expect(code).toBe('OPTIONS_INVALID');
    expect(message.split('\n')).toEqual([
      '@acme/service refuses 5 of the options. [OPTIONS_INVALID]',
      '  "my orders" cannot be a folder: use letters a to z, digits, ".", "_" and "-"',
      '  The folder "../my orders" leaves the workspace',
      expect.stringContaining('options.'),
      expect.stringContaining('options.'),
      expect.stringContaining('options.'),
      'Nothing was written.',
    ]);
  });

  it('the name of another project, but not its own', async () => {
    const generate = start({ 'apps/pay/project.json': '{ "name": "pay" }' });
    const { code, message } = await refusal(generate({ directory: 'services/pay' }));
    expect(code).toBe('PROJECT_EXISTS');
    expect(message).toContain('The name "pay" belongs to the project in apps/pay; give another with --name');
  });

  it('to overwrite, and lists every file', async () => {
    const mine = {
      'services/orders/run.sh': 'mine',
      'services/orders/cmd/orders/main.go': 'mine',
      'services/orders/.env/file': 'mine',
      'services/orders/PROJECT.json': 'mine',
    };
    const generate = start(mine);
    const { code, message } = await refusal(generate({ directory: 'services/orders' }));
    expect(code).toBe('TEMPLATE_FILE_EXISTS');
    expect(message.split('\n').slice(0, 5)).toEqual([
      '4 files are there already and would be lost. [TEMPLATE_FILE_EXISTS]',
      '  services/orders/.env is a folder',
      '  services/orders/cmd/orders/main.go has other content',
      '  services/orders/PROJECT.json differs from services/orders/project.json in case only',
      '  services/orders/run.sh has other content',
    ]);
    for (const [path, text] of Object.entries(mine))
      expect(readFileSync(join(workspace.root, path), 'utf8')).toBe(text);
    expect(existsSync(join(workspace.root, 'services/orders/template.lock.json'))).toBe(false);
  });

  it('a file where a folder is needed', async () => {
    const { code, message } = await refusal(start({ services: 'a file' })({ directory: 'services/orders' }));
    expect(code).toBe('TEMPLATE_FILE_EXISTS');
    expect(message).toContain('services is a file, and a folder is needed there');
  });

  it('what another run of the same generator left, with other answers', async () => {
    const generate = start();
    await generate({ directory: 'services/orders' });
    const { message } = await refusal(generate({ directory: 'services/orders', port: 1 }));
    expect(message).toContain('services/orders/.env has other content');
    expect(message).toContain('services/orders/template.lock.json has other content');
  });

  it.each([
    ['services', '/tmp'],
    ['services', 'templates'],
    ['services', 'nowhere'],
    ['services/orders', '/tmp'],
  ])('to go through the link %s → %s', async (link, target) => {
    const generate = start();
    mkdirSync(dirname(join(workspace.root, link)), { recursive: true });
    symlinkSync(target, join(workspace.root, link));
    const { code, message } = await refusal(generate({ directory: 'services/orders' }));
    expect(code).toBe('PATH_OUTSIDE_WORKSPACE');
    expect(message).toContain(`"${link}" is a symbolic link`);
  });

  it.each([
    ['cmd', '../../templates'],
    ['run.sh', '/etc/passwd'],
    ['run.sh', 'nowhere'],
    ['template.lock.json', '../../package.json'],
  ])('to write through the link %s → %s in the project', async (link, target) => {
    const generate = start({ 'services/orders/own.txt': '' });
    symlinkSync(target, join(workspace.root, 'services/orders', link));
    const { code, message } = await refusal(generate({ directory: 'services/orders' }));
    expect(code).toBe('PATH_OUTSIDE_WORKSPACE');
    expect(message).toContain(`services/orders/${link} is a symbolic link`);
  });

  it('a record that cannot be read', async () => {
    const { code, message } = await refusal(
      start({ 'services/orders/template.lock.json': '}' })({ directory: 'services/orders' }),
    );
    expect(code).toBe('TEMPLATE_FILE_EXISTS');
    expect(message).toContain('services/orders/template.lock.json has other content');
  });

  it('a template that is not there', async () => {
    workspace = createWorkspace();
    const tree = await workspace.openTree();
    await expect(fromTemplate(join(workspace.root, 'nope'))(tree, { directory: 'a' })).rejects.toMatchObject({
      code: 'TEMPLATE_NOT_FOUND',
    });
  });
});

describe('hooks', () => {
  const withHooks = (code: string): Files => ({
    'templates/service/template.json': JSON.stringify({ ...manifest, hooks: '@acme/hooks/service' }),
    'templates/service/files/module.ejs': '<%= module %>\n',
    'node_modules/@acme/hooks/package.json':
      '{ "name": "@acme/hooks", "type": "module", "exports": { "./service": "./service.js" } }',
    'node_modules/@acme/hooks/service.js': code,
    'nx.json': '{ "plugins": ["a", { "plugin": "@acme/go", "options": { "modulePrefix": "acme.io" } }] }',
    'apps/pay/project.json': '{ "name": "pay" }',
    'go.work': 'go 1.26\n',
  });

  it('complete the answers, compute values, edit beside the project and run after the flush', async () => {
    const { written, callback } = await start(
      withHooks(`
        import { writeFileSync } from 'node:fs';
        export const hooks = {
          async prepare(request) {
            const { projectRoot, projectName, workspaceName, answers, tree, projects, pluginOptions } = request;
            const facts = { projectRoot, projectName, workspaceName, work: tree.read('go.work'), outside: tree.read('../x'),
              root: tree.children('.').includes('go.work'), projects, none: pluginOptions('none') };
            return { answers: { ...answers, port: answers.port + 1, greeting: JSON.stringify(facts) },
              computed: { module: pluginOptions('@acme/go').modulePrefix + '/' + projectName }, problems: [] };
          },
          finish({ tree, write, projectRoot, answers, workspaceRoot }) {
            write('go.work', tree.read('go.work') + 'use ./' + projectRoot + '\\n');
            return () => writeFileSync(workspaceRoot + '/flushed', String(answers.port));
          },
        };`),
    )({ directory: 'services/orders' });
    expect(written['services/orders/module']).toBe('acme.io/orders\n');
    expect(written['go.work']).toBe('go 1.26\nuse ./services/orders\n');
    const { answers } = JSON.parse(written['services/orders/template.lock.json'] ?? '') as {
      readonly answers: { readonly greeting: string };
    };
    expect(answers).toMatchObject({ port: 8081, name: 'orders' });
    expect(answers).not.toHaveProperty('module');
    expect(JSON.parse(answers.greeting)).toEqual({
      projectRoot: 'services/orders',
      projectName: 'orders',
      workspaceName: 'acme',
      work: 'go 1.26\n',
      root: true,
      projects: [{ name: 'pay', root: 'apps/pay' }],
      none: {},
    });
    expect(existsSync(join(workspace.root, 'flushed'))).toBe(false);
    await callback?.();
    expect(readFileSync(join(workspace.root, 'flushed'), 'utf8')).toBe('8081');
  });

  it('meet what they settled before, so that a second run writes nothing', async () => {
    const settleOnce = `export const hooks = { prepare: ({ answers, tree }) => ({ problems: [], computed: { module: 'm' },
      answers: { ...answers, token2: answers.token2 ?? (tree.exists('services/orders/run.sh') ? 'second' : 'first') } }) };`;
    const properties = { ...schema.properties, token2: { type: 'string' } };
    const generate = start({
      ...withHooks(settleOnce),
      'templates/service/schema.json': JSON.stringify({ ...schema, properties }),
    });
    await generate({ directory: 'services/orders' });
    expect((await generate({ directory: 'services/orders' })).written).toEqual({});
  });

  it('refuse beside what else is wrong', async () => {
    const generate = start(
      withHooks(`export const hooks = { prepare: ({ answers }) =>
        ({ answers: { ...answers, port: 0 }, computed: {}, problems: ['port and adminPort are one'] }) };`),
    );
    const { message } = await refusal(generate({ directory: 'services/Orders' }));
    expect(message).toContain('port and adminPort are one');
    expect(message).toContain('"Orders" cannot be the name');
    expect(message).toContain('options.port is 0');
  });

  it('cannot write outside the workspace', async () => {
    const generate = start(
      withHooks(`export const hooks = { prepare: ({ answers }) => ({ answers, computed: { module: 'm' }, problems: [] }),
      finish: ({ write }) => write('../go.work', 'x') };`),
    );
    expect((await refusal(generate({ directory: 'orders' }))).code).toBe('PATH_OUTSIDE_WORKSPACE');
  });

  it.each([
    ['export const hook = {};', '@acme/hooks/service exports no template hooks'],
    ['export const hooks = { prepare: 1 };', '@acme/hooks/service exports no template hooks'],
    ['export const hooks = {};', '@acme/hooks/service exports no template hooks'],
  ])('%s is refused', async (code, reason) => {
    const error = await refusal(start(withHooks(code))({ directory: 'orders' }));
    expect(error.code).toBe('TEMPLATE_HOOKS_INVALID');
    expect(error.message).toContain(reason);
  });

  it('that are not installed are named with the command that mends it', async () => {
    const files = { 'templates/service/template.json': JSON.stringify({ ...manifest, hooks: '@acme/absent/hooks' }) };
    const { code, message } = await refusal(start(files)({ directory: 'orders' }));
    expect(code).toBe('TEMPLATE_HOOKS_INVALID');
    expect(message).toContain('Hint: npm install --save-dev @acme/absent');
  });

  it('that break say so themselves', async () => {
    const generate = start(withHooks(`throw new Error('broken on purpose');`));
    expect((await refusal(generate({ directory: 'orders' }))).message).toBe('broken on purpose');
  });
});

it('keeps the exec bit of a template file that no rule mentions', async () => {
  const generate = start({ 'templates/service/files/tool': '#!/bin/sh\n' });
  chmodSync(join(workspace.root, 'templates/service/files/tool'), 0o755);
  expect((await generate({ directory: 'orders' })).modes['orders/tool']).toBe(0o755);
});
