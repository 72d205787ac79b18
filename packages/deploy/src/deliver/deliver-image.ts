import { SlipwayError, type DeliveredImage, type DeployAbilities, type Logger } from '@slipway/kit';
import { pushImage, withLoadedImage, type BuiltImage, type ExecutorProject } from '@slipway/image/deliver';

/** Which image to bring where. */
export interface DeliverySettings {
  /** Absolute. */
  readonly workspaceRoot: string;
  readonly project: ExecutorProject;
  readonly image: BuiltImage;
  /** Name of the environment, for people. */
  readonly environment: string;
  /** Registry that images go to on their way: `ghcr.io/acme`. Wins over the store. */
  readonly registry?: string;
  /** Store driver that images go to. */
  readonly store?: string;
  /** Where the deploy driver takes images from: the first is meant where the environment names neither. */
  readonly takes: DeployAbilities['images'];
  /** Speak plain HTTP to the registry. */
  readonly insecure?: boolean;
  readonly executables?: Readonly<Record<string, string>>;
  readonly dryRun: boolean;
  readonly logger: Logger;
  readonly signal: AbortSignal;
}

/** An image where a release can take it from, and what that took. */
export interface Delivery {
  readonly image: DeliveredImage;
  /** For people: `pushed to ghcr.io/acme`, `already in docker 28.5.2`. */
  readonly outcome: string;
}

/**
 * Brings an image to the registry of an environment, or into the local store where the release runs from that.
 * A dry run writes nothing and says the same reference. Throws ENVIRONMENT_INVALID where neither is known, and the
 * errors of the registry or the store.
 */
export async function deliverImage(settings: DeliverySettings): Promise<Delivery> {
  const { registry, store, takes, environment } = settings;
  if (registry !== undefined && takes.includes('registry')) return pushToRegistry(settings, registry);
  if (takes.includes('store') && (store !== undefined || takes[0] === 'store')) return loadIntoStore(settings);
  throw new SlipwayError({
    code: 'ENVIRONMENT_INVALID',
    summary: `The environment "${environment}" does not say where its images come from.`,
    details: [
      takes.includes('registry')
        ? 'What runs them pulls from a registry, and none is named.'
        : 'What runs them takes images of a local store, not of a registry.',
    ],
    state: 'Nothing was delivered.',
    hint: `Name a registry that both this machine and the cluster reach: "environments": { "${environment}": { "registry": "ghcr.io/acme" } } in nx.json.`,
  });
}

async function pushToRegistry(
  { workspaceRoot, project, image, insecure = false, dryRun, logger, signal }: DeliverySettings,
  registry: string,
): Promise<Delivery> {
  const options = { registry, insecure, dryRun };
  const { pinned, alreadyThere } = await pushImage({ workspaceRoot, project, options, logger, signal });
  const verb = alreadyThere ? 'already in' : dryRun ? 'would be pushed to' : 'pushed to';
  return { image: describe(image, pinned), outcome: `${verb} ${registry}` };
}

async function loadIntoStore(settings: DeliverySettings): Promise<Delivery> {
  const { workspaceRoot, project, image, store, executables = {}, dryRun, logger, signal } = settings;
  const options = { dryRun, executables, ...(store === undefined ? {} : { driver: store }) };
  return withLoadedImage({ workspaceRoot, project, options, logger, signal }, ({ outcome }) => {
    const verb = outcome.alreadyThere ? 'already in' : dryRun ? 'would be loaded into' : 'loaded into';
    return Promise.resolve({
      image: describe(image, outcome.reference),
      outcome: `${verb} ${outcome.engine}`,
    });
  });
}

function describe({ record }: BuiltImage, reference: DeliveredImage['reference']): DeliveredImage {
  return { name: record.name, reference, digest: record.digest, platforms: record.platforms };
}
