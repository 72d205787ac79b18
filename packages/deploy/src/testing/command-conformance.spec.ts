import { existsSync, mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createLogger, withDriverContext, type DeployTarget, type Pinned, type ReleaseRequest } from '@slipway/kit';
import { deployDriverConformance, type DeployConformanceFixture } from '@slipway/kit/testing';
import { describe, it } from 'vitest';
import { commandDeployDriver } from '../drivers/command/command-driver.ts';
import type { CommandDeployOptions } from '../drivers/command/command-options.ts';

const folder = mkdtempSync(join(tmpdir(), 'slipway-spec-'));
const script = join(folder, 'release.cjs');
writeFileSync(
  script,
  `
const { existsSync, readFileSync, rmSync, writeFileSync } = require('node:fs');
const [action, place, reference] = process.argv.slice(2);
const live = existsSync(place) ? readFileSync(place, 'utf8') : '';
if (action === 'deploy' && reference.endsWith('3')) process.exit(1);
if (action === 'deploy') writeFileSync(place, reference);
if (action === 'diff' && live !== reference) console.log('- ' + live + '\\n+ ' + reference);
if (action === 'undeploy') rmSync(place, { force: true });
process.exitCode = action === 'diff' ? Number(live !== reference) : action === 'status' ? Number(live === '') : 0;
`,
);

const run = (action: string, ...more: readonly string[]): readonly [string, ...string[]] => [
  process.execPath,
  script,
  action,
  join(folder, '{namespace}'),
  ...more,
];
const options: CommandDeployOptions = {
  deploy: run('deploy', '{reference}'),
  diff: run('diff', '{reference}'),
  status: run('status'),
  undeploy: run('undeploy'),
  images: 'registry',
};

function releaseOf(version: number): ReleaseRequest {
  const digest = `sha256:${String(version).repeat(64)}` as const;
  const reference = `registry.example/acme/orders@${digest}` as Pinned;
  return {
    documents: [],
    images: [{ name: 'acme/orders', reference, digest, platforms: [] }],
    timeout: 60,
    settle: 0,
    rollbackOnFailure: false,
    forceConflicts: false,
    adopt: false,
    pruneData: false,
  };
}

function readPlace({ namespace = '' }: DeployTarget): string {
  const file = join(folder, namespace);
  return existsSync(file) ? readFileSync(file, 'utf8') : '';
}

let count = 0;
const fixture: DeployConformanceFixture<CommandDeployOptions> = {
  withContext: ({ withoutTools, ...settings }, action) =>
    withDriverContext(
      {
        workspaceRoot: mkdtempSync(join(folder, 'workspace-')),
        project: { name: 'orders', root: 'services/orders' },
        options: withoutTools === true ? { ...options, deploy: ['no-such-program'] } : options,
        logger: createLogger({ verbose: false, stdout: () => undefined, stderr: () => undefined }),
        ...settings,
      },
      action,
    ),
  target() {
    count += 1;
    const namespace = `place-${count}`;
    return Promise.resolve({
      environment: 'dev',
      release: 'orders',
      projectRoot: '/',
      namespace,
      createNamespace: false,
    });
  },
  releases: [releaseOf(1), releaseOf(2)],
  brokenRelease: releaseOf(3),
  fingerprint: (target) => Promise.resolve(readPlace(target)),
  images: (target) => Promise.resolve([readPlace(target)].filter((reference) => reference !== '')),
  // Commands say no more than whether they succeeded.
  tellsChanges: false,
};

describe('the driver command', () => {
  it.each(deployDriverConformance(commandDeployDriver, fixture))('$name', async ({ run: keepPromise }) => {
    await keepPromise();
  });
});
