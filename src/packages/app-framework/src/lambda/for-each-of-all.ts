import { forEachAtMost } from './for-each-at-most';

/**
 * Does one thing for each item, one after the other unless several may be under way: one that fails holds up no other. When all are done, what
 * failed is thrown: the only failure as it is, several in one Error.
 */
export async function forEachOfAll<Item>(
  items: Iterable<Item> | AsyncIterable<Item>,
  run: (item: Item) => Promise<void>,
  { atOnce = 1 }: { readonly atOnce?: number } = {},
): Promise<void> {
  const failures: unknown[] = [];
  await forEachAtMost({ items, atOnce }, async (item) => {
    try {
      await run(item);
    } catch (error) {
      failures.push(error);
    }
  });
  if (failures.length === 0) return;
  if (failures.length === 1) throw failures[0];
  const said = failures.map((failure) => (failure instanceof Error ? failure.message : String(failure)));
  throw new AggregateError(failures, `${failures.length} failed: ${said.join(' ')}`);
}
