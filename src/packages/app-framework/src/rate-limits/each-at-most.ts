/**
 * Does one thing for each item as it comes, at most `atOnce` at a time, and holds no more of them than that. The first failure, of an
 * item or of what they come from, is thrown after those under way have ended.
 */
export async function eachAtMost<Item>(
  { items, atOnce }: { items: AsyncIterable<Item>; atOnce: number },
  run: (item: Item) => Promise<void>,
): Promise<void> {
  const running = new Set<Promise<void>>();
  const failures: unknown[] = [];
  try {
    for await (const item of items) {
      const started: Promise<void> = run(item)
        .catch((error: unknown) => {
          failures.push(error);
        })
        .finally(() => running.delete(started));
      running.add(started);
      if (running.size >= atOnce) await Promise.race(running);
      if (failures.length > 0) break;
    }
  } finally {
    await Promise.all(running);
  }
  if (failures.length > 0) throw failures[0];
}
