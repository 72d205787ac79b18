import { mkdir, readFile, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { findTool } from '../checkers/find-tool.ts';
import { nxVersions } from '../workspace/create-workspace.ts';
import { useWorkspace } from '../workspace/use-workspace.ts';
import { run, type Outcome } from '../workspace/run.ts';

// What a user gets wrong, through the real Nx: exit code, one first line with a permanent code, and nothing changed.
describe('bad input', () => {
  const workspace = useWorkspace(nxVersions[0]);
  const service = 'services/orders';

  beforeAll(async () => {
    await workspace().nxOk(['g', 'go-service', service, '--no-interactive']);
    await symlink(tmpdir(), join(workspace().root, 'linked'));
    await mkdir(join(workspace().root, 'taken'));
    await writeFile(join(workspace().root, 'taken/README.md'), 'mine\n');
    await run(['git', 'init', '--quiet'], { cwd: workspace().root });
    await commit();
  });

  const git = (...args: string[]) =>
    run(['git', '-c', 'user.name=e2e', '-c', 'user.email=e2e@example.com', ...args], { cwd: workspace().root });
  const commit = async () => {
    await git('add', '--all');
    await git('commit', '--quiet', '--message', 'all');
  };
  /** A refusal: exit code, code in a line of its own message, no stack trace, no file touched. */
  const expectRefusal = async (outcome: Outcome, code: RegExp) => {
    expect(outcome.exitCode, outcome.all).not.toBe(0);
    expect(outcome.all).toMatch(code);
    expect(outcome.all).not.toMatch(/^\s+at .*\(.*:\d+:\d+\)$/m);
    expect((await git('status', '--porcelain')).stdout).toBe('');
  };

  it.each([
    ['../outside'],
    ['/absolute/path'],
    ['services/with space'],
    ['services/CON'],
    ['services/Orders'],
    [`services/${'a'.repeat(300)}`],
    ['services/ördérs'],
    ['services/-rf'],
    ['services/..'],
    ['services/a/../../../b'],
    ['linked/orders'],
    ['taken'],
  ])('go-service %s is refused', async (directory) => {
    await expectRefusal(await workspace().nx(['g', 'go-service', directory, '--no-interactive']), /\[[A-Z_]+\]/);
  });

  it('every problem is named at once', async () => {
    const outcome = await workspace().nx([
      'g',
      'go-service',
      'services/Bad_Name',
      '--port=8080',
      '--adminPort=8080',
      '--module=Not A Module',
      '--no-interactive',
    ]);
    await expectRefusal(outcome, /\[[A-Z_]+\]/);
    for (const word of ['Bad_Name', '8080', 'Not A Module']) expect(outcome.all).toContain(word);
  });

  it('an unknown driver is answered with the known ones', async () => {
    const outcome = await workspace().nx(['run', 'orders:docker-build', '--driver=bulidx']);
    await expectRefusal(outcome, /\[DRIVER_UNKNOWN\]/);
    expect(outcome.all).toContain('Did you mean "buildx"?');
  });

  it('a mistyped driver option is answered with the right one', async () => {
    const outcome = await workspace().nx(['run', 'orders:docker-build', '--driverOptions.compresion=none']);
    await expectRefusal(outcome, /\[DRIVER_OPTIONS_INVALID\]/);
    expect(outcome.all).toContain('did you mean "compression"?');
  });

  it('a machine without Go is told what to install', async () => {
    const bin = join(workspace().root, 'node_modules/.bin-without-go');
    await mkdir(bin, { recursive: true });
    for (const tool of ['sh', 'git', 'ps']) await symlink((await findTool(tool)) ?? '', join(bin, tool));
    const outcome = await workspace().nx(['run', 'orders:docker-build', '--skip-nx-cache'], { env: { PATH: bin } });
    await expectRefusal(outcome, /\[(TOOL_MISSING|GO_MISSING)\]/);
  });

  it('a compile error begins with file and line, and the last good image stays', async () => {
    await workspace().nxOk(['run', 'orders:docker-build']);
    const before = await readFile(join(workspace().root, 'dist/services/orders/image.json'), 'utf8');
    const broken = join(workspace().root, service, 'cmd/orders/broken.go');
    await writeFile(broken, 'package main\n\nvar x int = "text"\n');
    await commit();
    const outcome = await workspace().nx(['run', 'orders:docker-build']);
    await expectRefusal(outcome, /services\/orders\/cmd\/orders\/broken\.go:3:\d+: .*\[GO_COMPILE_FAILED\]/);
    expect(await readFile(join(workspace().root, 'dist/services/orders/image.json'), 'utf8')).toBe(before);
    await git('rm', '--quiet', broken);
    await commit();
  });

  it('a program that needs cgo is sent to a driver that can build it', async () => {
    const folder = join(workspace().root, service, 'cmd/orders');
    // Without cgo Go leaves the first file out, and would report what it declares as undefined.
    await writeFile(
      join(folder, 'cgo.go'),
      'package main\n\nimport "C"\n\nfunc answer() int { return int(C.int(42)) }\n',
    );
    await writeFile(join(folder, 'answer.go'), 'package main\n\nvar _ = answer()\n');
    await commit();
    const outcome = await workspace().nx(['run', 'orders:docker-build']);
    await expectRefusal(outcome, /\[CGO_UNSUPPORTED\]/);
    expect(outcome.all).toContain('buildx');
    await git('rm', '--quiet', join(folder, 'cgo.go'), join(folder, 'answer.go'));
    await commit();
  });

  it('a daemon that is down is named, with what to do', async () => {
    await workspace().nxOk(['run', 'orders:docker-build']);
    const env = { DOCKER_HOST: 'unix:///nonexistent/docker.sock' };
    await expectRefusal(
      await workspace().nx(['run', 'orders:docker-load', '--driver=docker'], { env }),
      /\[(DAEMON_DOWN|TOOL_MISSING)\]/,
    );
  });

  it('a registry that is not there is named', async () => {
    const outcome = await workspace().nx(['run', 'orders:docker-push', '--registry=127.0.0.1:1']);
    await expectRefusal(outcome, /127\.0\.0\.1:1.*\[REGISTRY_UNREACHABLE\]/);
  });

  it('a push without an image says which target makes one', async () => {
    await workspace().nxOk(['g', 'go-service', 'services/unbuilt', '--no-interactive']);
    await commit();
    const outcome = await workspace().nx([
      'run',
      'unbuilt:docker-push',
      '--registry=127.0.0.1:1',
      '--exclude-task-dependencies',
    ]);
    await expectRefusal(outcome, /\[IMAGE_NOT_BUILT\]/);
    expect(outcome.all).toContain('unbuilt:docker-build');
  });
});
