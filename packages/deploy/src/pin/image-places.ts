import type { Document } from '@slipway/kit';

/** A place in a document that names an image, for people and for code. */
export interface ImagePlace {
  /** `Deployment "orders": spec.template.spec.containers[0].image`. */
  readonly place: string;
  /** The reference, if it is one text; else what is there: a chart's `{ repository, tag }`. */
  readonly value: unknown;
}

/** What a place becomes. */
export interface ImageReplacement {
  readonly value: unknown;
  /** Whether the image is in the local store alone, so that no registry may be asked for it. */
  readonly local?: boolean;
}

/** Of a container, and of an image volume. */
const pullPolicies = ['imagePullPolicy', 'pullPolicy'];

type Fields = Readonly<Record<string, unknown>>;

/**
 * A copy of the document with every image replaced: `image` of containers in any kind, of services of compose and of
 * custom resources, fields such as `runnerImage` and `imageName`, lists such as `images`, and `image.reference` of image volumes.
 * Metadata, and the data of ConfigMaps and Secrets, are somebody else's texts.
 */
export function mapImages(document: Document, replace: (place: ImagePlace) => ImageReplacement): Document {
  const { apiVersion, kind } = document;
  const isKubernetes = typeof apiVersion === 'string' && typeof kind === 'string';
  if (apiVersion === 'v1' && (kind === 'ConfigMap' || kind === 'Secret')) return document;
  const label = isKubernetes ? `${kind} "${nameOf(document)}": ` : '';

  const mapValue = (value: unknown, path: string): unknown => {
    if (Array.isArray(value)) return value.map((item: unknown, index) => mapItem(item, path, `${path}[${index}]`));
    return isFields(value) ? mapFields(value, path === '' ? '' : `${path}.`) : value;
  };
  const mapItem = (item: unknown, list: string, path: string): unknown =>
    typeof item === 'string' && /images$/i.test(list)
      ? replace({ place: `${label}${path}`, value: item }).value
      : mapValue(item, path);
  const mapFields = (fields: Fields, prefix: string): Fields => {
    const mapped = Object.entries(fields).map(([key, value]) => {
      if (isKubernetes && key === 'metadata') return { key, value };
      if (!isImage(`${prefix}${key}`, value)) return { key, value: mapValue(value, `${prefix}${key}`) };
      return { key, ...replace({ place: `${label}${prefix}${key}`, value }) };
    });
    const isLocal = isKubernetes && mapped.some(({ local }: { readonly local?: boolean }) => local === true);
    // What only the node's store has cannot be pulled, and must not be looked for under that name elsewhere.
    const policy = isLocal ? pullPolicies.find((name) => name in fields) : undefined;
    return {
      ...Object.fromEntries(mapped.map(({ key, value }) => [key, value])),
      ...(policy === undefined ? {} : { [policy]: 'Never' }),
    };
  };
  return mapFields(document, '');
}

/** Every image of a document. */
export function imagesOf(document: Document): readonly ImagePlace[] {
  const places: ImagePlace[] = [];
  mapImages(document, (place) => {
    places.push(place);
    return { value: place.value };
  });
  return places;
}

/** A text under `image`, `runnerImage`, `imageName`, `image.reference`; or the pair of repository and tag that some operators take. */
function isImage(path: string, value: unknown): boolean {
  if (typeof value === 'string') return /image(?:name|ref|reference|url|uri)?$|\.image\.reference$/i.test(path);
  return /image$/i.test(path) && isFields(value) && repositoryOf(value) !== undefined;
}

/** What an image is called whose tag stands in a field of its own. */
export function repositoryOf(fields: Readonly<Record<string, unknown>>): string | undefined {
  const { repository, name } = fields;
  if (typeof repository === 'string') return repository;
  return typeof name === 'string' && 'tag' in fields ? name : undefined;
}

function isFields(value: unknown): value is Fields {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function nameOf({ metadata }: Document): string {
  return isFields(metadata) ? String(metadata['name']) : '';
}
