import { readFile } from 'node:fs/promises';
import { SlipwayError } from '@slipway/kit';
import { credentialsKey } from '../registry-address.ts';
import { toCredentials, type Credentials } from './credentials.ts';

/** What Docker's config.json and podman's auth.json say about credentials. */
export interface AuthFile {
  readonly path: string;
  readonly auths: Readonly<Record<string, unknown>>;
  readonly credHelpers: Readonly<Record<string, unknown>>;
  readonly credsStore: string | undefined;
}

/** Reads such a file, or answers nothing where there is none. Throws REGISTRY_CREDENTIALS_INVALID. */
export async function readAuthFile(path: string): Promise<AuthFile | undefined> {
  let text: string;
  try {
    text = await readFile(path, 'utf8');
  } catch (error) {
    if (error instanceof Error && 'code' in error && (error.code === 'ENOENT' || error.code === 'ENOTDIR'))
      return undefined;
    throw invalid(path, 'it cannot be read', error);
  }
  let document: unknown;
  try {
    document = JSON.parse(text);
  } catch {
    // Not the parser's error: it quotes the text, which holds passwords.
    throw invalid(path, 'it is not JSON');
  }
  if (!isRecord(document)) throw invalid(path, 'it is not a JSON object');
  const { auths, credHelpers, credsStore } = document;
  return {
    path,
    auths: isRecord(auths) ? auths : {},
    credHelpers: isRecord(credHelpers) ? credHelpers : {},
    credsStore: typeof credsStore === 'string' && credsStore !== '' ? credsStore : undefined,
  };
}

/** The entry of Docker's file: keys count by their host, `https://host/v1/` like `host`. */
export function findDockerEntry(file: AuthFile, registry: string): Credentials | undefined {
  const wanted = keyHost(credentialsKey(registry));
  const keys = [credentialsKey(registry), ...Object.keys(file.auths).filter((key) => keyHost(key) === wanted)];
  return firstEntry(file, keys);
}

/** The entry of podman's file: `host/team` serves that namespace only, and the longest one that fits wins. */
export function findPodmanEntry(file: AuthFile, registry: string, repository: string): Credentials | undefined {
  const parts = repository.split('/');
  const namespaces = parts.map((_, index) => [registry, ...parts.slice(0, parts.length - index)].join('/'));
  // podman reads what `docker login` wrote too, where keys may be whole addresses.
  const wanted = keyHost(credentialsKey(registry));
  const addresses = Object.keys(file.auths).filter((key) => /^https?:/.test(key) && keyHost(key) === wanted);
  return firstEntry(file, [...namespaces, registry, ...addresses]);
}

function firstEntry(file: AuthFile, keys: readonly string[]): Credentials | undefined {
  for (const key of keys) {
    const entry = Object.hasOwn(file.auths, key) ? file.auths[key] : undefined;
    const credentials = isRecord(entry) ? readEntry(entry, file.path) : undefined;
    if (credentials !== undefined) return credentials;
  }
  return undefined;
}

function readEntry(entry: Readonly<Record<string, unknown>>, source: string): Credentials | undefined {
  const { auth, username, password, identitytoken, registrytoken } = entry;
  if (isText(registrytoken)) return { kind: 'registry-token', token: registrytoken, source };
  if (isText(identitytoken)) return { kind: 'identity-token', token: identitytoken, source };
  if (isText(auth)) {
    const decoded = Buffer.from(auth, 'base64').toString('utf8');
    const colon = decoded.indexOf(':');
    if (colon === -1) throw invalid(source, 'an "auth" in it is not the base64 of user:password');
    return toCredentials(decoded.slice(0, colon), decoded.slice(colon + 1).replace(/\0+$/, ''), source);
  }
  return isText(username) && isText(password) ? toCredentials(username, password, source) : undefined;
}

function keyHost(key: string): string {
  return key.replace(/^https?:\/\//, '').replace(/\/.*$/, '');
}

function invalid(path: string, why: string, cause?: unknown): SlipwayError {
  return new SlipwayError({
    code: 'REGISTRY_CREDENTIALS_INVALID',
    summary: `Cannot use the registry credentials in ${path}: ${why}.`,
    hint: 'Mend the file, or make it anew with docker login.',
    cause,
  });
}

function isText(value: unknown): value is string {
  return typeof value === 'string' && value !== '';
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
