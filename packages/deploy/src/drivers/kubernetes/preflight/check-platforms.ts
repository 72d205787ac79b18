import { SlipwayError, type DeliveredImage } from '@slipway/kit';
import { metadataOnlyList } from '../apply/partial-metadata.ts';
import type { KubeClient } from '../api/kube-client.ts';
import { itemsOfList } from '../api/items-of-list.ts';
import type { KubeObject } from '../kube-object.ts';
import { podSpecOf, type PodSpec } from '../pod-templates.ts';

/** What is to run where. */
export interface PlatformCheck {
  readonly client: KubeClient;
  readonly objects: readonly KubeObject[];
  readonly images: readonly DeliveredImage[];
}

/** Labels that every node carries. */
type NodeLabels = Readonly<Record<string, string>>;

const osLabel = 'kubernetes.io/os';
const architectureLabel = 'kubernetes.io/arch';

/**
 * Compares what images are built for with what the nodes are. Throws PLATFORM_MISSING where no node could run an image,
 * and answers with a warning where only some could. What is not known, or may not be read, is no finding.
 */
export async function checkPlatforms({ client, objects, images }: PlatformCheck): Promise<readonly string[]> {
  const known = images.filter(({ platforms }) => platforms.length > 0);
  if (known.length === 0) return [];
  const answer = await client.send({
    method: 'GET',
    path: '/api/v1/nodes',
    // Enough to see every architecture there is, without the weight of a large cluster.
    query: { limit: '500' },
    accept: metadataOnlyList,
  });
  // Accounts of a CI system seldom may list nodes.
  if (!answer.ok) return [];
  const nodes = itemsOfList(answer.object).map(({ metadata }) => metadata.labels ?? {});
  return known.flatMap((image) => judgeImage(image, objects, nodes));
}

function judgeImage(image: DeliveredImage, objects: readonly KubeObject[], nodes: readonly NodeLabels[]): string[] {
  const users = objects.filter((object) => usesImage(podSpecOf(object), image));
  return users.flatMap((user) => {
    const spec = podSpecOf(user);
    const candidates = platformsOf(nodes.filter((labels) => isSelected(labels, spec)));
    const built = image.platforms.map(withoutVariant);
    const missing = candidates.filter((platform) => !built.includes(platform));
    if (missing.length === 0) return [];
    // An affinity can hold the pods where they run, on nodes that are yet to come; the scheduler knows, and this does not.
    if (spec?.affinity !== undefined) return [];
    if (missing.length === candidates.length) throw platformMissing(image, user, candidates);
    return [
      `${image.name} is built for ${image.platforms.join(', ')}, and ${user.kind} ${user.metadata.name} may be put on nodes of ${missing.join(', ')} as well. Build it for them, or set nodeSelector ${architectureLabel}.`,
    ];
  });
}

function usesImage(spec: PodSpec | undefined, { reference }: DeliveredImage): boolean {
  return [...(spec?.containers ?? []), ...(spec?.initContainers ?? [])].some(
    (container) => container.image === reference,
  );
}

function isSelected(labels: NodeLabels, spec: PodSpec | undefined): boolean {
  return Object.entries(spec?.nodeSelector ?? {}).every(([label, wanted]) => wanted === labels[label]);
}

/** `linux/amd64`, each once, sorted. Nodes that do not say what they are stay out. */
function platformsOf(nodes: readonly NodeLabels[]): readonly string[] {
  const platforms = nodes.flatMap((labels) => {
    const [os = 'linux', architecture] = [labels[osLabel], labels[architectureLabel]];
    return architecture === undefined ? [] : [`${os}/${architecture}`];
  });
  return [...new Set(platforms)].sort();
}

function withoutVariant(platform: string): string {
  return platform.split('/').slice(0, 2).join('/');
}

function platformMissing(image: DeliveredImage, user: KubeObject, nodes: readonly string[]): SlipwayError {
  return new SlipwayError({
    code: 'PLATFORM_MISSING',
    summary: `${image.name} has no part for ${nodes.join(', ')}, and ${user.kind} ${user.metadata.name} can run on nothing else in this cluster.`,
    details: [`${image.reference} is built for ${image.platforms.join(', ')}.`],
    state: 'Nothing was applied.',
    hint: `Build the image with --platforms=${[...new Set([...image.platforms, ...nodes])].sort().join(',')} and deploy again.`,
  });
}
