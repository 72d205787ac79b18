import { mkdirSync, readFileSync, symlinkSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { afterEach, expect, it } from 'vitest';
import { loadTemplate } from './engine/load-template.ts';
import { renderTemplateFiles } from './engine/render/render-template-files.ts';
import { createWorkspace, type TestWorkspace } from './nx/testing/create-workspace.ts';

let workspace: TestWorkspace;
afterEach(() => workspace.dispose());

/** The files that the README shows: a bold path, then a block with the content. */
function readmeFiles(): Readonly<Record<string, string>> {
  const text = readFileSync(new URL('../README.md', import.meta.url), 'utf8');
  const shown = text.matchAll(/^\*\*`([^`]+)`\*\*\n\n```\w+\n(.*?)^```$/gms);
  return Object.fromEntries([...shown].map(([, path = '', content = '']) => [path, content]));
}

it('the overlay of the README fits our template as it is', async () => {
  workspace = createWorkspace(readmeFiles());
  mkdirSync(join(workspace.root, 'node_modules/@slipway'), { recursive: true });
  const ours = dirname(createRequire(import.meta.url).resolve('@slipway/templates/package.json'));
  symlinkSync(ours, join(workspace.root, 'node_modules/@slipway/templates'));

  const overlay = await loadTemplate(join(workspace.root, 'templates/acme-service'), workspace.root);
  expect(overlay.chain.map(({ id }) => id)).toEqual(['@slipway/go-service', '@acme/acme-service']);
  expect(overlay.inputs).toMatchObject({
    properties: { hpa: { const: false }, replicas: { minimum: 3, default: 3 }, team: { default: 'platform' } },
  });
  const paths = overlay.files.map(({ path }) => path);
  expect(paths).not.toContain('k8s/base/hpa.yaml');
  const dockerfile = overlay.files.find(({ path }) => path === 'Dockerfile')?.bytes.toString();
  expect(dockerfile).toContain('FROM registry.acme.io/base/static:nonroot');
  expect(dockerfile).not.toContain('distroless');

  const own = overlay.files.filter(({ label }) => label.startsWith('@acme/'));
  const files = await renderTemplateFiles({ ...overlay, layers: [], files: own }, { team: 'payments', name: 'orders' });
  expect(files.map(({ path, bytes }) => [path, bytes.toString()])).toEqual([['CODEOWNERS', '* @acme/payments\n']]);
});
