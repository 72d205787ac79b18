import { SlipwayError } from '../errors/slipway-error.ts';
import { isDigest, type Digest } from './digest.ts';

/** An image reference, taken apart. `registry` is always given: `docker.io` where the text had none. */
export interface ImageReference {
  /** Host and port: `docker.io`, `localhost:5000`, `[::1]:5000`. */
  readonly registry: string;
  /** Path in the registry, with `library/` where Docker Hub implies it. */
  readonly repository: string;
  readonly tag?: string;
  readonly digest?: Digest;
}

// The grammar of github.com/distribution/reference.
const component = '[a-z0-9]+(?:(?:[._]|__|-+)[a-z0-9]+)*';
const domainName = '(?:[a-zA-Z0-9]|[a-zA-Z0-9][a-zA-Z0-9-]*[a-zA-Z0-9])';
const host = `(?:${domainName}(?:\\.${domainName})*|\\[(?:[a-fA-F0-9:]+)\\])`;
const referencePattern = new RegExp(
  `^(?:(${host}(?::[0-9]+)?)/)?(${component}(?:/${component})*)(?::([A-Za-z0-9_][A-Za-z0-9_.-]{0,127}))?(?:@(.+))?$`,
);
const maxNameLength = 255;

/**
 * Reads a reference by the distribution grammar.
 * As Docker does, the first part is a registry only if it holds a dot or a colon, is `localhost` or has a capital letter.
 * Throws REFERENCE_INVALID.
 */
export function parseReference(text: string): ImageReference {
  const [, first, rest, tag, digest] = referencePattern.exec(text) ?? [];
  if (rest === undefined) throw invalid(text, whyInvalid(text));
  const { registry, repository } = splitName(first, rest);
  if (!isRepositoryPath(repository)) throw invalid(text, 'the repository must be lower case');
  if (`${registry}/${repository}`.length > maxNameLength)
    throw invalid(text, `the name is longer than ${maxNameLength} characters`);
  if (digest !== undefined && !isDigest(digest)) throw invalid(text, 'the digest is not sha256 and 64 hex digits');
  return {
    registry,
    repository,
    ...(tag === undefined ? {} : { tag }),
    ...(digest === undefined ? {} : { digest }),
  };
}

/** The full text of a reference, registry included. */
export function formatReference({ registry, repository, tag, digest }: ImageReference): string {
  return `${registry}/${repository}${tag === undefined ? '' : `:${tag}`}${digest === undefined ? '' : `@${digest}`}`;
}

/** The text as `docker` shows it: without `docker.io/` and `library/`, where it still means the same. */
export function familiarReference(reference: ImageReference): string {
  const full = formatReference(reference);
  const short = full.replace(/^docker\.io\//, '').replace(/^library\/(?=[^/]+$)/, '');
  // Docker Hub may hold a namespace that reads as a host: docker.io/0.a/b.
  return formatReference(parseReference(short)) === full ? short : full;
}

function splitName(
  first: string | undefined,
  rest: string,
): { readonly registry: string; readonly repository: string } {
  const dockerHub = (path: string) => ({
    registry: 'docker.io',
    repository: path.includes('/') ? path : `library/${path}`,
  });
  if (first === undefined) return dockerHub(rest);
  const isRegistry = /[.:]/.test(first) || first === 'localhost' || first !== first.toLowerCase();
  if (!isRegistry) return { registry: 'docker.io', repository: `${first}/${rest}` };
  return first === 'docker.io' || first === 'index.docker.io' ? dockerHub(rest) : { registry: first, repository: rest };
}

function isRepositoryPath(path: string): boolean {
  return new RegExp(`^${component}(?:/${component})*$`).test(path);
}

function whyInvalid(text: string): string {
  if (text === '') return 'it is empty';
  if (/^[a-z]+:\/\//.test(text)) return 'it starts with a scheme; leave it out';
  if (/\s/.test(text)) return 'it holds a blank';
  if (text !== text.toLowerCase()) return 'the repository must be lower case';
  return 'it does not fit registry/repository:tag@digest';
}

function invalid(text: string, why: string): SlipwayError {
  return new SlipwayError({
    code: 'REFERENCE_INVALID',
    summary: `"${text}" is not an image reference: ${why}.`,
    hint: 'Write registry/repository:tag, for example localhost:5000/acme/orders:v1.',
  });
}
