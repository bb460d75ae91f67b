/**
 * Does one thing for each item as it comes, at most `atOnce` at a time, and holds no more of them than that. The first failure, of an
 * item or of what they come from, is thrown after those under way have ended; nothing is begun after it.
 */
export async function forEachAtMost<Item>(
  { items, atOnce }: { items: Iterable<Item> | AsyncIterable<Item>; atOnce: number },
  run: (item: Item) => Promise<void>,
): Promise<void> {
  const left = Symbol.asyncIterator in items ? items[Symbol.asyncIterator]() : items[Symbol.iterator]();
  const failures: unknown[] = [];
  const worker = async () => {
    try {
      while (failures.length === 0) {
        const taken = left.next();
        // A list that is there is not to be waited for, item by item.
        const next = taken instanceof Promise ? await taken : taken;
        if (next.done || failures.length > 0) return;
        await run(next.value);
      }
    } catch (error) {
      failures.push(error);
    }
  };
  await Promise.all(Array.from({ length: atOnce }, worker));
  if (failures.length === 0) return;
  await left.return?.();
  throw failures[0];
}
