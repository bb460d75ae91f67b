const open = new Set<() => Promise<void>>();

afterEach(async () => {
  for (const undo of [...open].reverse()) await undo();
});

/** Has what a test changed for a while undone after it, where the test ends before it has done so. Answers how that is done, once. */
export function untilUndone(undo: () => Promise<void>): () => Promise<void> {
  const once = async () => {
    if (open.delete(once)) await undo();
  };
  open.add(once);
  return once;
}
