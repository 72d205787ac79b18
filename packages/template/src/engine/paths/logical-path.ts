const rendered = '.ejs';

/**
 * The path a stored template file stands for: `dot-NAME` is `.NAME` and the suffix `.ejs` is gone.
 * `__name__` stays. Overlays, `omit` and `blocks` name files by it.
 */
export function toLogicalPath(stored: string): string {
  const path = isRendered(stored) ? stored.slice(0, -rendered.length) : stored;
  return path
    .split('/')
    .map((segment) => (segment.startsWith('dot-') ? `.${segment.slice('dot-'.length)}` : segment))
    .join('/');
}

/** Whether a stored file goes through the renderer; all others are copied byte for byte. */
export function isRendered(stored: string): boolean {
  return stored.endsWith(rendered);
}
