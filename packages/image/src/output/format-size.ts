const units = ['kB', 'MB', 'GB'] as const;

/** `512 B`, `3.0 MB`: decimal units, as registries count. */
export function formatSize(bytes: number): string {
  if (bytes < 1000) return `${bytes} B`;
  const power = Math.min(Math.floor(Math.log10(bytes) / 3), units.length);
  return `${(bytes / 1000 ** power).toFixed(1)} ${units[power - 1] ?? 'GB'}`;
}
