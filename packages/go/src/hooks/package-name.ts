/** A project name as a Go package name: without its dashes. */
export function toPackageName(name: string): string {
  return name.replaceAll('-', '');
}
