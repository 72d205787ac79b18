import { join } from 'node:path';
import { credentialsKey } from '../registry-address.ts';
import { findDockerEntry, findPodmanEntry, readAuthFile, type AuthFile } from './auth-file.ts';
import { askCredentialHelper } from './credential-helper.ts';
import type { Credentials, CredentialsFinder } from './credentials.ts';

/** Where files of the user are looked for. */
export interface UserEnvironment {
  readonly env: Readonly<Record<string, string | undefined>>;
  /** The home folder. */
  readonly home: string;
}

/**
 * Creates the finder that reads what `docker login` and `podman login` left.
 * Order: the file of REGISTRY_AUTH_FILE, Docker's config.json, podman's auth.json; in each credHelpers, credsStore, auths.
 */
export function createCredentialsFinder({ env, home }: UserEnvironment): CredentialsFinder {
  const explicit = env['REGISTRY_AUTH_FILE'];
  const docker = join(nonEmpty(env['DOCKER_CONFIG']) ?? join(home, '.docker'), 'config.json');
  const runtime = nonEmpty(env['XDG_RUNTIME_DIR']);
  const config = nonEmpty(env['XDG_CONFIG_HOME']) ?? join(home, '.config');
  const files: readonly { readonly path: string; readonly rule: 'docker' | 'podman' }[] = [
    ...(nonEmpty(explicit) === undefined ? [] : [{ path: explicit ?? '', rule: 'podman' as const }]),
    { path: docker, rule: 'docker' },
    ...(runtime === undefined ? [] : [{ path: join(runtime, 'containers/auth.json'), rule: 'podman' as const }]),
    { path: join(config, 'containers/auth.json'), rule: 'podman' },
  ];
  return async (registry, repository, signal) => {
    for (const { path, rule } of files) {
      const file = await readAuthFile(path);
      if (file === undefined) continue;
      const found =
        (await askHelpers(file, registry, env, signal)) ??
        (rule === 'docker' ? findDockerEntry(file, registry) : findPodmanEntry(file, registry, repository));
      if (found !== undefined) return found;
    }
    return undefined;
  };
}

async function askHelpers(
  file: AuthFile,
  registry: string,
  env: UserEnvironment['env'],
  signal: AbortSignal,
): Promise<Credentials | undefined> {
  const key = credentialsKey(registry);
  // credHelpers name Docker Hub as people do, or by its old address.
  const own = [key, registry].map((name) =>
    Object.hasOwn(file.credHelpers, name) ? file.credHelpers[name] : undefined,
  );
  const helper = own.find((name) => typeof name === 'string' && name !== '') ?? file.credsStore;
  return typeof helper === 'string' ? await askCredentialHelper(helper, key, env, signal) : undefined;
}

function nonEmpty(text: string | undefined): string | undefined {
  return text === '' ? undefined : text;
}
