import { execFileSync } from 'node:child_process';
import { findKubernetes } from './kubernetes.ts';

/** Engines that a scenario may need. The names are those of SLIPWAY_REQUIRE. */
export type Engine = 'docker' | 'buildkit' | 'registry' | 'kubernetes';

/** Where the test bed's registry listens, or the usual port of one. */
export const registryAddress: string = process.env['SLIPWAY_TESTBED_REGISTRY'] ?? '127.0.0.1:5000';

const probes: Readonly<Record<Engine, () => void>> = {
  docker: () => probe('docker', ['version', '--format', '{{.Server.Version}}']),
  buildkit: () => probe('docker', ['buildx', 'inspect']),
  // A process of its own, because the names of suites are made before anything can be awaited.
  registry: () =>
    probe(process.execPath, [
      '-e',
      `fetch('http://${registryAddress}/v2/').then(({ ok }) => process.exit(ok ? 0 : 1))`,
    ]),
  kubernetes: () => findKubernetes(),
};

const answers = new Map<Engine, string | undefined>();

/** Why an engine cannot be used here; undefined where it can. Asked once per process. */
export function whyMissing(engine: Engine): string | undefined {
  if (!answers.has(engine)) answers.set(engine, ask(engine));
  return answers.get(engine);
}

/**
 * The name of a suite that needs engines, and whether it must be skipped.
 * `npm test` reads the reason out of the name, and counts it as a failure where SLIPWAY_REQUIRE names the engine.
 */
export function needing(
  name: string,
  ...engines: readonly Engine[]
): { readonly name: string; readonly skip: boolean } {
  const engine = engines.find((candidate) => whyMissing(candidate) !== undefined);
  if (engine === undefined) return { name, skip: false };
  return { name: `${name} (needs ${engine}: ${whyMissing(engine) ?? ''})`, skip: true };
}

function ask(engine: Engine): string | undefined {
  try {
    probes[engine]();
    return undefined;
  } catch (error) {
    const reason = error instanceof Error ? (error.message.split('\n')[0] ?? '') : String(error);
    return reason.replaceAll(/[()]/g, ' ').slice(0, 100);
  }
}

function probe(file: string, args: readonly string[]): void {
  execFileSync(file, args, { stdio: 'pipe', timeout: 20_000 });
}
