export type Gate = ReturnType<typeof createGate>;

/** Lets so many through at a time; the others wait in the order in which they came. */
export function createGate(limit: number) {
  const waiting: (() => void)[] = [];
  let widest = limit;
  let inside = 0;

  const letIn = () => {
    while (inside < widest && waiting.length > 0) {
      inside += 1;
      waiting.shift()?.();
    }
  };

  return {
    widen(newLimit: number): void {
      widest = newLimit;
      letIn();
    },
    async pass<T>(work: () => Promise<T>): Promise<T> {
      await new Promise<void>((resolve) => {
        waiting.push(resolve);
        letIn();
      });
      try {
        return await work();
      } finally {
        inside -= 1;
        letIn();
      }
    },
  };
}
