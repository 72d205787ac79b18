/**
 * How a test says what it lacks: e2e puts `(needs docker: the daemon does not answer)` into the name of a skipped suite.
 */
const need = /\(needs (?<engine>[\w-]+): (?<reason>[^)]*)\)/;

/** Groups skipped tests by reason, most frequent first: `[{ reason, count }]`. */
export function groupByReason(skipped) {
  const counts = new Map();
  for (const test of skipped) {
    const reason = reasonOf(test);
    counts.set(reason, (counts.get(reason) ?? 0) + 1);
  }
  return [...counts].map(([reason, count]) => ({ reason, count })).sort((a, b) => b.count - a.count);
}

/**
 * The skips that SLIPWAY_REQUIRE forbids: those for want of an engine it names, and in e2e those without a reason,
 * because such a one could be anything.
 */
export function forbiddenSkips(skipped, required) {
  if (required.length === 0) return [];
  return skipped.filter((test) => {
    const engine = need.exec(test.name)?.groups.engine;
    return engine === undefined ? test.file.startsWith('e2e/') && test.note === undefined : required.includes(engine);
  });
}

function reasonOf({ name, file, note }) {
  const groups = need.exec(name)?.groups;
  if (groups !== undefined) return `${groups.engine}: ${groups.reason}`;
  return note ?? `no reason given, ${file}`;
}
