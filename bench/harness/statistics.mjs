/** Median, least and most of some milliseconds, rounded to whole ones. */
export function summarize(values) {
  const sorted = [...values].sort((a, b) => a - b);
  return { median: Math.round(median(sorted)), min: Math.round(sorted[0]), max: Math.round(sorted.at(-1)) };
}

/** The middle of sorted values; between the two middle ones when their number is even. */
export function median(sorted) {
  const middle = sorted.length / 2;
  return Number.isInteger(middle) ? (sorted[middle - 1] + sorted[middle]) / 2 : sorted[Math.floor(middle)];
}
