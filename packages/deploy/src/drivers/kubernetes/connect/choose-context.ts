import { SlipwayError, type DeployTarget } from '@slipway/kit';
import { isRecord, parseJson } from '../api/read-refusal.ts';
import type { Kubectl } from './kubectl.ts';

/** Names that tools for clusters on one's own machine give to contexts. */
const localName = /^(?:kind-.+|k3d-.+|minikube|docker-desktop|orbstack|rancher-desktop)$/;
/** Where such a cluster can be: this machine, a private network of it, a name that resolves nowhere else. */
const localHost =
  /^(?:localhost|\[::1\]|0\.0\.0\.0|127\.[\d.]+|10\.[\d.]+|192\.168\.[\d.]+|172\.(?:1[6-9]|2\d|3[01])\.[\d.]+|.+\.(?:internal|local))$/;

/** The contexts that a kubeconfig has. */
export interface Contexts {
  readonly names: readonly string[];
  readonly current: string | undefined;
  /** URL of the server that the current one leads to. */
  readonly server: string | undefined;
}

/**
 * The context to release to: the named one, or the current one where that is a cluster on this machine.
 * Throws PLACE_UNNAMED, listing what could be named.
 */
export async function chooseContext(target: DeployTarget, kubectl: Kubectl): Promise<string> {
  if (target.context !== undefined) return target.context;
  const contexts = await readContexts(kubectl);
  const { names, current, server } = contexts;
  if (current !== undefined && isLocal(current, server)) return current;
  throw new SlipwayError({
    code: 'PLACE_UNNAMED',
    summary: `Environment "${target.environment}" does not say which cluster it is: it names no context.`,
    details: [listContexts(contexts)],
    state: 'Nothing was changed.',
    hint: `Set environments.${target.environment}.context in nx.json, or add --context=${names[0] ?? 'NAME'}.`,
  });
}

/** Reads the names of all contexts. Empty where the kubeconfig cannot be read: then freezing says why. */
export async function readContexts(kubectl: Kubectl): Promise<Contexts> {
  const { stdout } = await kubectl.readConfig([]);
  const config = parseJson(stdout);
  const contexts = named(config, 'contexts');
  const current = isRecord(config) ? config['current-context'] : undefined;
  const cluster = contexts.find(({ name }) => name === current)?.['context'];
  const clusterName = isRecord(cluster) ? cluster['cluster'] : undefined;
  const place = named(config, 'clusters').find(({ name }) => name === clusterName)?.['cluster'];
  return {
    names: contexts.map(({ name }) => name),
    current: typeof current === 'string' && current !== '' ? current : undefined,
    server: isRecord(place) && typeof place['server'] === 'string' ? place['server'] : undefined,
  };
}

/** One line for people. */
export function listContexts({ names, current }: Contexts): string {
  if (names.length === 0) return 'The kubeconfig has no context.';
  const shown = names.map((name) => (name === current ? `${name} (current)` : name));
  return `Contexts of the kubeconfig: ${shown.join(', ')}.`;
}

/** A name alone proves nothing: anybody may call a context of theirs minikube. */
function isLocal(context: string, server: string | undefined): boolean {
  if (!localName.test(context) || server === undefined || !URL.canParse(server)) return false;
  return localHost.test(new URL(server).hostname);
}

type Named = Readonly<Record<string, unknown>> & { readonly name: string };

function named(config: unknown, key: string): readonly Named[] {
  const list = isRecord(config) ? config[key] : undefined;
  return Array.isArray(list)
    ? list.filter((entry): entry is Named => isRecord(entry) && typeof entry['name'] === 'string')
    : [];
}
