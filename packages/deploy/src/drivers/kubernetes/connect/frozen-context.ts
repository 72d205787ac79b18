import { closest, SlipwayError } from '@slipway/kit';
import { isRecord, parseJson } from '../api/read-refusal.ts';
import { listContexts, readContexts } from './choose-context.ts';
import type { Kubectl } from './kubectl.ts';

/** One context of a kubeconfig with all it needs, read once: what the files say later changes nothing. */
export interface FrozenContext {
  readonly name: string;
  /** Of the context; absent where it names none. */
  readonly namespace: string | undefined;
  readonly server: string;
  /** PEM of the CA; absent where the roots of this machine are used. */
  readonly ca: string | undefined;
  /** Whether the kubeconfig turns checking the server off. */
  readonly isUnchecked: boolean;
  readonly userName: string;
  readonly user: Readonly<Record<string, unknown>>;
  /** The kubeconfig of this context alone, as JSON. Holds secrets. */
  readonly text: string;
}

/** Reads one context, merged and with its files inlined by kubectl's own rules. Throws KUBECONFIG_INVALID. */
export async function freezeContext(name: string, kubectl: Kubectl): Promise<FrozenContext> {
  const args = ['--raw', '--minify', '--flatten', `--context=${name}`];
  const { exitCode, stdout, stderr } = await kubectl.readConfig(args);
  if (exitCode !== 0) throw await toFreezeError(name, stderr, kubectl);
  const config = parseJson(stdout);
  const cluster = firstOf(config, 'clusters', 'cluster');
  const context = firstOf(config, 'contexts', 'context');
  const server = text(cluster['server']);
  if (server === undefined) throw invalid(`The context "${name}" names no server.`, []);
  const ca = text(cluster['certificate-authority-data']);
  return {
    name,
    namespace: text(context['namespace']),
    server,
    ca: ca === undefined ? undefined : Buffer.from(ca, 'base64').toString('utf8'),
    isUnchecked: cluster['insecure-skip-tls-verify'] === true,
    userName: text(context['user']) ?? '',
    user: firstOf(config, 'users', 'user'),
    text: stdout,
  };
}

/** Everything in the user's part that proves who they are, to keep it out of all that is printed. */
export function secretsOf({ user }: Pick<FrozenContext, 'user'>): readonly string[] {
  const plain = ['token', 'password', 'client-key-data'].map((key) => text(user[key]));
  const exec = isRecord(user['exec']) && Array.isArray(user['exec']['env']) ? user['exec']['env'].filter(isRecord) : [];
  const provider = isRecord(user['auth-provider']) ? user['auth-provider']['config'] : undefined;
  const configured = isRecord(provider) ? Object.entries(provider).filter(([key]) => /token|secret/.test(key)) : [];
  const secrets = [...plain, ...exec.map(({ value }) => text(value)), ...configured.map(([, value]) => text(value))];
  // A short value such as «1» or «prod» is a setting, and masking it would make every line unreadable.
  return secrets.filter((secret) => secret !== undefined && secret.length >= 6) as readonly string[];
}

async function toFreezeError(name: string, stderr: string, kubectl: Kubectl): Promise<SlipwayError> {
  const said = stderr.replace(/^error: /, '').trim();
  const contexts = await readContexts(kubectl);
  if (!said.startsWith('cannot locate context'))
    return invalid(`The context "${name}" cannot be used.`, said === '' ? [] : [said]);
  const near = closest(name, contexts.names);
  return new SlipwayError({
    code: 'KUBECONFIG_INVALID',
    summary: `There is no context "${name}" in the kubeconfig.`,
    details: [listContexts(contexts)],
    state: 'Nothing was changed.',
    hint: near === undefined ? 'Log in to the cluster, or set KUBECONFIG.' : `Did you mean --context=${near}?`,
  });
}

function invalid(summary: string, details: readonly string[]): SlipwayError {
  return new SlipwayError({
    code: 'KUBECONFIG_INVALID',
    summary,
    details,
    state: 'Nothing was changed.',
    hint: 'Mend the kubeconfig; "kubectl config view" shows what is in it.',
  });
}

function firstOf(config: unknown, list: string, key: string): Readonly<Record<string, unknown>> {
  const entries = isRecord(config) ? config[list] : undefined;
  const [first] = Array.isArray(entries) ? (entries as readonly unknown[]) : [];
  const value = isRecord(first) ? first[key] : undefined;
  return isRecord(value) ? value : {};
}

function text(value: unknown): string | undefined {
  return typeof value === 'string' && value !== '' ? value : undefined;
}
