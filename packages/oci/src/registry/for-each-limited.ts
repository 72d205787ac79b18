/**
 * Runs an action for each item, at most `limit` at once, in order.
 * After a failure nothing new starts; what runs is awaited, so that nothing goes on behind the error. Throws the first error.
 * `onFailure` may end what runs.
 */
export async function forEachLimited<T>(
  items: readonly T[],
  limit: number,
  action: (item: T) => Promise<void>,
  onFailure: () => void = () => undefined,
): Promise<void> {
  const queue = items[Symbol.iterator]();
  const failures: unknown[] = [];
  const worker = async (): Promise<void> => {
    for (const item of queue) {
      if (failures.length > 0) return;
      await action(item).catch((error: unknown) => {
        failures.push(error);
        onFailure();
      });
    }
  };
  await Promise.all(Array.from({ length: Math.min(limit, items.length) }, worker));
  if (failures.length > 0) throw failures[0];
}
