/** Does one thing for each item, at most `atOnce` at a time. The first failure is thrown, after those under way have ended. */
export async function forEachAtMost<Item>(
  { items, atOnce }: { items: Iterable<Item>; atOnce: number },
  run: (item: Item) => Promise<void>,
): Promise<void> {
  const left = items[Symbol.iterator]();
  const failures: unknown[] = [];
  const worker = async () => {
    for (let next = left.next(); !next.done && failures.length === 0; next = left.next()) {
      await run(next.value).catch((error: unknown) => failures.push(error));
    }
  };
  await Promise.all(Array.from({ length: atOnce }, worker));
  if (failures.length > 0) throw failures[0];
}
