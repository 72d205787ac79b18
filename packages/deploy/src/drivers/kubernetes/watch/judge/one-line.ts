/** A message of the cluster as one line, without what the event recorder puts before it. */
export function oneLine(text: string): string {
  return text
    .replace(/^\(combined from similar events\): /, '')
    .replace(/\s*\n\s*/g, ' ')
    .trim();
}
