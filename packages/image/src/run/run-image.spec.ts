import { spawnSync } from 'node:child_process';
import { createServer } from 'node:net';
import type { AddressInfo } from 'node:net';
import { cancelled, isSlipwayError } from '@slipway/kit';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { buildImage } from '../build/build-image.ts';
import { collectLogger } from '../testing/collect-logger.ts';
import { engineAnswers } from '../testing/engines.ts';
import { createTestWorkspace, orders, type TestWorkspace } from '../testing/go-project.ts';
import { runImage } from './run-image.ts';
import type { RunImageOptions } from './run-options.ts';

const server = [
  'package main',
  'import (',
  '\t"net/http"',
  '\t"os"',
  ')',
  'func main() {',
  '\tif len(os.Args) > 1 { os.Exit(7) }',
  '\thttp.HandleFunc("/", func(w http.ResponseWriter, _ *http.Request) { w.Write([]byte(os.Getenv("GREETING"))) })',
  '\tos.Stderr.WriteString("serving\\n")',
  '\thttp.ListenAndServe(":8080", nil)',
  '}',
  '',
].join('\n');

const freePort = () =>
  new Promise<number>((resolve) => {
    const probe = createServer().listen(0, '127.0.0.1', () => {
      const { port } = probe.address() as AddressInfo;
      probe.close(() => resolve(port));
    });
  });

const containers = () => spawnSync('docker', ['ps', '--all', '--format={{.Names}}'], { encoding: 'utf8' }).stdout;

describe.skipIf(!engineAnswers('docker'))('runImage with docker', { timeout: 120_000 }, () => {
  let workspace: TestWorkspace;
  const name = `orders-${process.pid}`;
  const project = { name, root: orders.root, buildTarget: 'docker-build' };
  beforeAll(async () => {
    workspace = await createTestWorkspace({
      'services/orders/go.mod': 'module example.com/orders\n\ngo 1.25\n',
      'services/orders/cmd/orders/main.go': server,
    });
    await buildImage({
      workspaceRoot: workspace.root,
      project,
      options: { ports: [8080] },
      logger: collectLogger().logger,
    });
  }, 120_000);
  afterAll(async () => {
    const images = spawnSync('docker', ['image', 'ls', '--quiet', `acme/${name}`], { encoding: 'utf8' }).stdout.split(
      '\n',
    );
    spawnSync('docker', ['image', 'rm', '--force', ...images.filter((id) => id !== '')]);
    await workspace.remove();
  });

  const run = (options: RunImageOptions, signal?: AbortSignal, onLine?: (line: string) => void) => {
    const { logger } = collectLogger();
    return runImage({
      workspaceRoot: workspace.root,
      project,
      options: { driver: 'docker', ...options },
      logger: { ...logger, output: (line) => onLine?.(line) },
      ...(signal === undefined ? {} : { signal }),
    });
  };

  it('answers on a port of this machine until it is stopped, and is removed then', async () => {
    const port = await freePort();
    const controller = new AbortController();
    let answer = '';
    const onLine = (line: string) => {
      if (line !== 'serving') return;
      void fetch(`http://127.0.0.1:${port}/`)
        .then((reply) => reply.text())
        .then((text) => {
          answer = text;
        })
        .finally(() => controller.abort(cancelled('a test')));
    };
    expect(await run({ ports: [`${port}:8080`], env: { GREETING: 'hi there' } }, controller.signal, onLine)).toBe(
      'stopped',
    );
    expect(answer).toBe('hi there');
    expect(containers()).not.toContain(name);
  });

  it('says how the program ended', async () => {
    const error: unknown = await run({ ports: [String(await freePort())], args: ['x'] }).catch(
      (reason: unknown) => reason,
    );
    expect(isSlipwayError(error) && error.summary).toBe(`The program of "${name}" ended with exit code 7.`);
  });

  it('names a port that is taken, and leaves no container', async () => {
    const taken = createServer().listen(0, '127.0.0.1');
    await new Promise((resolve) => taken.once('listening', resolve));
    const { port } = taken.address() as AddressInfo;
    const error: unknown = await run({ ports: [`${port}:8080`] }).catch((reason: unknown) => reason);
    taken.close();
    expect(error).toMatchObject({ code: 'PORT_TAKEN', summary: expect.stringContaining(String(port)) as string });
    expect(containers()).not.toContain(name);
  });
});
