import type { BuildRequest } from '@slipway/kit';
import type { ContainerConfig } from '@slipway/oci';

const second = 1_000_000_000;

/**
 * How the program is run: what the generated Dockerfile says on a distroless base, field by field.
 * A test builds both and compares.
 */
export function toContainerConfig(request: BuildRequest, base: ContainerConfig = {}): ContainerConfig {
  const { ports, env, labels, healthcheck } = request.config;
  const program = `/${request.binary}`;
  return {
    ...base,
    User: '65532:65532',
    WorkingDir: base.WorkingDir ?? '/',
    Env: mergeEnv(base.Env ?? defaultEnv, env),
    Entrypoint: [program],
    ...(ports.length === 0
      ? {}
      : { ExposedPorts: { ...base.ExposedPorts, ...Object.fromEntries(ports.map((port) => [`${port}/tcp`, {}])) } }),
    Labels: sortKeys({ ...base.Labels, ...standardLabels(request), ...labels }),
    ...(healthcheck === undefined
      ? {}
      : {
          Healthcheck: {
            Test: ['CMD', program, ...healthcheck],
            Interval: 10 * second,
            Timeout: 3 * second,
            StartPeriod: 10 * second,
          },
        }),
  };
}

/** The environment of distroless. */
const defaultEnv: readonly string[] = [
  'PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin',
  'SSL_CERT_FILE=/etc/ssl/certs/ca-certificates.crt',
];

function standardLabels({ binary, version, revision }: BuildRequest): Readonly<Record<string, string>> {
  return {
    'org.opencontainers.image.title': binary,
    'org.opencontainers.image.version': version,
    'org.opencontainers.image.revision': revision,
  };
}

function mergeEnv(base: readonly string[], env: Readonly<Record<string, string>>): readonly string[] {
  const kept = base.filter((line) => !Object.hasOwn(env, line.split('=')[0] ?? ''));
  const added = Object.keys(env)
    .sort()
    .map((name) => `${name}=${env[name] ?? ''}`);
  return [...kept, ...added];
}

function sortKeys(record: Readonly<Record<string, string>>): Readonly<Record<string, string>> {
  return Object.fromEntries(Object.entries(record).sort(([a], [b]) => (a < b ? -1 : 1)));
}
