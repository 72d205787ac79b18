import { homedir } from 'node:os';
import type { Digest } from '@slipway/kit';
import type { Descriptor } from '../layout/documents.ts';
import type { CredentialsFinder } from './auth/credentials.ts';
import { createCredentialsFinder, type UserEnvironment } from './auth/find-credentials.ts';
import { repositoryScope } from './auth/scope.ts';
import { downloadBlob, hasBlob, readBlob } from './blobs.ts';
import { certificateFolders, readRoots } from './certificates.ts';
import { systemClock, type Clock } from './clock.ts';
import { createTransport } from './http/transport.ts';
import { getManifest, headManifest, putManifest, type ManifestDocument } from './manifests.ts';
import { defaultScheme, hostName, isLoopback, registryHost } from './registry-address.ts';
import type { Budget } from './retry.ts';
import { createSecretMask } from './secret-mask.ts';
import { createSession } from './session.ts';
import { uploadBlob, type BlobSource } from './upload-blob.ts';

/** A client of one registry, for one piece of work. */
export interface RegistryClientOptions {
  /** Host and port, as in a reference: `localhost:5000`, `docker.io`. */
  readonly registry: string;
  /** Allows plain http, and certificates nobody vouches for, beyond this machine. Default: false. */
  readonly insecure?: boolean;
  /** Ends all requests. They then throw CANCELLED. */
  readonly signal?: AbortSignal;
  /** Milliseconds for all requests together, counted from the creation of the client. Default: 30 minutes. */
  readonly deadline?: number;
  /** Most tries of one step. Default: 5. */
  readonly attempts?: number;
  /** Most requests at once. Default: 4. */
  readonly concurrency?: number;
  /** Milliseconds a connection may be silent before it counts as broken. Default: 2 minutes. */
  readonly idle?: number;
  /** A repository that will be written to: the first token then covers that, too. */
  readonly pushTo?: string;
  /** Repositories that blobs may be mounted from. */
  readonly mountFrom?: readonly string[];
  /** Takes a line for `--verbose`: each pause before another try. Holds no secret. */
  readonly log?: (line: string) => void;
  /** Default: what `docker login` and `podman login` left. */
  readonly credentials?: CredentialsFinder;
  /** Environment variables and home folder that credentials and certificates are looked up with. Default: this process's. */
  readonly user?: UserEnvironment;
  /** Folders with `<host:port>/*.crt`. Default: those of podman and Docker. */
  readonly certificateFolders?: readonly string[];
  /** Default: the clock of this machine. */
  readonly clock?: Clock;
}

/** Speaks the distribution protocol. Every method retries what may pass, and throws SlipwayError only. */
export interface RegistryClient {
  readonly registry: string;
  readonly concurrency: number;
  /** Aborts with the deadline or the caller's signal. */
  readonly signal: AbortSignal;
  headManifest(repository: string, reference: string): Promise<Descriptor | undefined>;
  getManifest(repository: string, reference: string): Promise<ManifestDocument>;
  putManifest(repository: string, reference: string, manifest: ManifestDocument): Promise<void>;
  hasBlob(repository: string, digest: Digest): Promise<boolean>;
  readBlob(repository: string, blob: Descriptor): Promise<Uint8Array>;
  downloadBlob(repository: string, blob: Descriptor, file: string): Promise<void>;
  uploadBlob(
    repository: string,
    blob: BlobSource,
    options?: { readonly mountFrom?: string },
  ): Promise<'mounted' | 'uploaded'>;
  /** Requests sent so far, those for tokens included. */
  requestCount(): number;
  /** Closes idle connections. */
  close(): void;
}

const defaultDeadline = 30 * 60 * 1000;
const defaultIdle = 2 * 60 * 1000;
const defaultConcurrency = 4;
const defaultAttempts = 5;

/** Creates a client. Nothing is sent and no file is read before the first request. Close it when the work is done. */
export function createRegistryClient(options: RegistryClientOptions): RegistryClient {
  const { registry, insecure = false, concurrency = defaultConcurrency } = options;
  const user = options.user ?? { env: process.env, home: homedir() };
  const folders = options.certificateFolders ?? certificateFolders(user.home);
  const budget = startBudget(options);
  const host = registryHost(registry);
  const lenient = insecure || isLoopback(hostName(host));
  const transport = createTransport({
    signal: budget.signal,
    concurrency,
    idle: options.idle ?? defaultIdle,
    roots: (origin) => readRoots(folders, origin, user.env['NODE_EXTRA_CA_CERTS']),
    // Docker's rule: nobody can stand between us and a registry on this machine.
    verifies: (origin) => !(lenient && origin === host),
  });
  const session = createSession({
    registry,
    origin: new URL(`${defaultScheme(host, insecure)}://${host}`),
    mayUpgrade: lenient,
    transport,
    budget,
    mask: createSecretMask(),
    find: options.credentials ?? createCredentialsFinder(user),
    scopes: options.pushTo === undefined ? [] : [repositoryScope(options.pushTo, 'pull,push')],
    optionalScopes: (options.mountFrom ?? []).map((repository) => repositoryScope(repository, 'pull')),
  });
  return {
    registry,
    concurrency,
    signal: budget.signal,
    headManifest: (repository, reference) => headManifest(session, repository, reference),
    getManifest: (repository, reference) => getManifest(session, repository, reference),
    putManifest: (repository, reference, manifest) => putManifest(session, repository, reference, manifest),
    hasBlob: (repository, digest) => hasBlob(session, repository, digest),
    readBlob: (repository, blob) => readBlob(session, repository, blob),
    downloadBlob: (repository, blob, file) => downloadBlob(session, repository, blob, file),
    uploadBlob: (repository, blob, { mountFrom } = {}) => uploadBlob(session, repository, blob, mountFrom),
    requestCount: transport.count,
    close: transport.close,
  };
}

function startBudget(options: RegistryClientOptions): Budget {
  const { signal: cancel, clock = systemClock, deadline: allowed = defaultDeadline } = options;
  const alarm = clock.alarm(allowed);
  return {
    clock,
    attempts: options.attempts ?? defaultAttempts,
    deadline: clock.now() + allowed,
    allowed,
    cancel,
    alarm,
    signal: cancel === undefined ? alarm : AbortSignal.any([cancel, alarm]),
    log: options.log ?? (() => undefined),
  };
}
