import { createHash } from 'node:crypto';

/** Whether a text can be a label of DNS, as namespaces and releases are called by. */
export function isDnsLabel(text: string): boolean {
  return /^[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?$/.test(text);
}

/**
 * What the release of a project is called: the project's name where that is a DNS label.
 * Else its letters with some of its hash behind: two releases of one name would prune each other's objects.
 */
export function releaseName(project: string): string {
  if (isDnsLabel(project)) return project;
  const letters = project
    .toLowerCase()
    .replaceAll(/[^a-z0-9]+/g, '-')
    .replaceAll(/^-+|-+$/g, '')
    .slice(0, 50)
    .replace(/-+$/, '');
  const hash = createHash('sha256').update(project).digest('hex').slice(0, 8);
  return [letters, hash].filter((part) => part !== '').join('-');
}
