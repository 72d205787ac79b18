import { spawnSync } from 'node:child_process';

/** Real engines that some tests need, and how each says that it is there. */
const probes = {
  docker: ['docker', 'version'],
  buildkit: ['docker', 'buildx', 'inspect', '--bootstrap'],
  podman: ['podman', 'info'],
} as const;

/**
 * Whether an engine answers on this machine. Says so when it does not, because a silent skip looks like a pass.
 * An engine that SLIPWAY_REQUIRE names must answer: then the tests run, and fail.
 */
export function engineAnswers(engine: keyof typeof probes): boolean {
  const required = (process.env['SLIPWAY_REQUIRE'] ?? '').split(',').includes(engine);
  const [file, ...args] = probes[engine];
  const { status, stdout } = spawnSync(file, args, { encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] });
  const answers = status === 0 && !/^Error:/m.test(stdout);
  if (!answers && !required) process.stderr.write(`Skipped: tests that need ${engine}, which does not answer.\n`);
  return answers || required;
}
