import { familiarReference, isSlipwayError, parseReference } from '@slipway/kit';

/** The logical name of a project's image where no option gives one: `acme/orders`. */
export function defaultImageName(workspaceName: string | undefined, projectName: string): string {
  const parts = [workspaceName ?? '', projectName].map(toNamePart);
  return parts.filter((part) => part !== '').join('/');
}

/** The last part of a package or project name, in the letters an image name may have. */
export function toNamePart(name: string): string {
  const last = name.split('/').at(-1) ?? '';
  return last
    .toLowerCase()
    .replace(/[^a-z0-9._-]+/g, '-')
    .replace(/([._-])[._-]+/g, '$1')
    .replace(/^[._-]+|[._-]+$/g, '');
}

/** What keeps a text from being a logical image name; empty when nothing does. */
export function imageNameProblems(name: string): readonly string[] {
  try {
    const reference = parseReference(name);
    if (reference.tag !== undefined || reference.digest !== undefined) {
      return [`image is "${name}"; leave out the tag and digest: they are given when the image is delivered`];
    }
    if (reference.registry !== 'docker.io' || familiarReference(reference) !== name) {
      return [`image is "${name}"; leave out the registry: it is put in front when the image is delivered`];
    }
    return [];
  } catch (error) {
    if (isSlipwayError(error)) return [`image: ${error.summary}`];
    throw error;
  }
}
