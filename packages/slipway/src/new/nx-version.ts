/** The lines of Nx that Slipway is tested on, newest first: the first is what a new workspace gets. */
export const supportedNx = ['24.0.x', '23.3.x', '22.7.x'] as const;

/** What package.json asks for: one version for an exact wish, patches of the line for `24.0.x`. */
export function nxRange(version: string): string | undefined {
  if (/^\d+\.\d+\.x$/.test(version)) {
    return supportedNx.some((line) => line === version) ? `~${version.replace('x', '0')}` : undefined;
  }
  const [, line] = /^(\d+\.\d+\.)\d+$/.exec(version) ?? [];
  return supportedNx.some((supported) => supported === `${line ?? ''}x`) ? version : undefined;
}
